// SPDX-License-Identifier: GPL-3.0-or-later
// The host's side of guest-image/instrumentation/abi.h: the stored name of every enumerator that
// the instrumented kernel writes as a number, and what a kernel says of itself in its control file
// `abi`. A new enumerator without a name, or with the name of another one, does not compile.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "catalog/words.h"
#include "instrumentation/abi.h"

namespace folioscope::derive {

// Indexed by enumerator.
template <std::size_t N>
using Names = std::array<std::string_view, N>;

template <std::size_t N>
consteval bool each_has_its_own_name(const Names<N>& names) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i].empty()) return false;
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return false;
  }
  return true;
}

// The catalogue has the names that are part of a metric's. One too many or too few is another type.
template <std::size_t N>
consteval Names<N> names_of(const std::array<catalog::Word, N>& words) {
  Names<N> names;
  for (std::size_t i = 0; i < N; ++i) names[i] = words[i].word;
  return names;
}

inline constexpr Names<NR_MMTRACE_LOCK> kLockNames = names_of(catalog::kLockHows);
inline constexpr Names<NR_MMTRACE_WAIT> kWaitNames = names_of(catalog::kWaitBehaviours);
inline constexpr Names<NR_MMTRACE_FAIL> kFailureNames = names_of(catalog::kFailureKinds);
inline constexpr Names<NR_MMTRACE_UNLOCK> kUnlockNames = {"unlock", "error"};
inline constexpr Names<NR_MMTRACE_REF> kChangeNames = {
    "set", "mod", "mod_and_test", "mod_and_return", "mod_unless", "freeze", "unfreeze"};
inline constexpr Names<NR_MMTRACE_BATCH> kBatchNames = {
    "lru_add", "deactivate_file", "deactivate", "lazyfree", "activate", "rotate", "mlock"};
inline constexpr Names<NR_MMTRACE_STAGE> kStageNames = {"unmap", "move"};
inline constexpr Names<NR_MMTRACE_LEVEL> kLevelNames = {"off", "counters", "histograms"};

static_assert(each_has_its_own_name(kLockNames));
static_assert(each_has_its_own_name(kUnlockNames));
static_assert(each_has_its_own_name(kWaitNames));
static_assert(each_has_its_own_name(kFailureNames));
static_assert(each_has_its_own_name(kChangeNames));
static_assert(each_has_its_own_name(kBatchNames));
static_assert(each_has_its_own_name(kStageNames));
static_assert(each_has_its_own_name(kLevelNames));

// What ABI 1 called these; stored runs keep the names of their kernel.
inline constexpr const char* kUnexpectedInAbi1 = "reference_mismatch";
inline constexpr const char* kInBatchInAbi1 = "parked";

// What a kernel says of itself. The defaults hold for kernels of ABI 1, which said nothing: Linux
// 6.1 and 6.12.
struct KernelAbi {
  enum class Hooks : std::uint8_t { Unsaid, Missing, Present };

  int number = 1;
  Hooks page_lock = Hooks::Unsaid, references = Hooks::Unsaid, migration = Hooks::Unsaid,
        fault_path = Hooks::Unsaid;
  std::int64_t locked_bit = 0, waiters_bit = 7;  // include/linux/page-flags.h
  std::optional<std::int64_t> writeback_bit;
  std::int64_t contig_range = 6;  // include/linux/migrate_mode.h, MR_CONTIG_RANGE

  std::uint64_t waiters_flag() const { return std::uint64_t{1} << waiters_bit; }
  bool is_writeback(std::int64_t bit) const {
    // Where the kernel did not say: 15 in 6.1 and 1 in 6.12. Nobody sleeps on the other one, which
    // is PG_referenced in 6.1, PG_private_2 of network file systems in 6.12.
    return writeback_bit ? bit == *writeback_bit : bit == 15 || bit == 1;
  }

  friend bool operator==(const KernelAbi&, const KernelAbi&) = default;
};

// Reads the control file; an empty text is a kernel of ABI 1. Lines this host does not know are
// passed over: a newer kernel may say more. Faults: User (the kernel's number is another one than
// ours), Guest (the text makes no sense).
Result<KernelAbi> read_kernel_abi(std::string_view text);

}  // namespace folioscope::derive
