// SPDX-License-Identifier: GPL-3.0-or-later
// What g++ tells of coverage, as libFuzzer wants it: g++ (-fsanitize-coverage=trace-pc) calls a
// function in each block of our code, libFuzzer looks at counters, one a block, and at a table of
// the blocks' addresses, which clang would have made. Comparisons (trace-cmp) it takes as they are.
#include <sys/mman.h>

#include <cstddef>
#include <cstdint>

extern "C" {
// Of the linker: where the program's code is.
extern const char __executable_start, etext;
// Of libFuzzer.
void __sanitizer_cov_8bit_counters_init(std::uint8_t* begin, std::uint8_t* end);
void __sanitizer_cov_pcs_init(const std::uintptr_t* begin, const std::uintptr_t* end);
// Of ours, for g++. libFuzzer has an empty function of the first name, without __wrap_.
void __wrap___sanitizer_cov_trace_pc();
void __sanitizer_cov_trace_cmpf(float, float);
void __sanitizer_cov_trace_cmpd(double, double);
}

namespace {

#define FOLIOSCOPE_UNSEEN __attribute__((no_sanitize_coverage))

// Blocks that one target runs through; the largest has a sixth. Each run clears and scans all
// counters, so more would cost the quick targets. What comes later shares the last one.
constexpr std::uint32_t kMostBlocks = 1 << 16;

struct Block {
  std::uintptr_t address, flags;
};

std::uint8_t counters[kMostBlocks];
Block blocks[kMostBlocks];
std::uint32_t* number_at;  // by distance from the begin of the code; 0: not seen yet
std::uint32_t seen;

// Before any constructor of ours is run. The map is of what it may be, and takes what is touched.
FOLIOSCOPE_UNSEEN __attribute__((constructor(101))) void begin_coverage() {
  const auto code = static_cast<std::size_t>(&etext - &__executable_start);
  void* map = ::mmap(nullptr, code * sizeof *number_at, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (map == MAP_FAILED) __builtin_trap();
  for (Block& block : blocks) block.address = reinterpret_cast<std::uintptr_t>(&block);
  __sanitizer_cov_8bit_counters_init(counters, counters + kMostBlocks);
  __sanitizer_cov_pcs_init(&blocks[0].address, &blocks[0].address + 2 * kMostBlocks);
  number_at = static_cast<std::uint32_t*>(map);
}

}  // namespace

FOLIOSCOPE_UNSEEN void __wrap___sanitizer_cov_trace_pc() {
  if (number_at == nullptr) return;
  const auto address = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  std::uint32_t& number =
      number_at[address - reinterpret_cast<std::uintptr_t>(&__executable_start)];
  if (number == 0) {
    if (seen + 1 < kMostBlocks) ++seen;
    number = seen;
    blocks[number].address = address;
  }
  if (counters[number] != 0xff) ++counters[number];
}

// libFuzzer has no use for comparisons of floating point.
FOLIOSCOPE_UNSEEN void __sanitizer_cov_trace_cmpf(float, float) {}
FOLIOSCOPE_UNSEEN void __sanitizer_cov_trace_cmpd(double, double) {}
