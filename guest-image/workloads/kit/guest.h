// SPDX-License-Identifier: GPL-3.0-or-later
// What workloads ask of the kernel they run on: control files, counters, CPUs, page frames, time.
// Everything here needs root where the kernel does. Errors carry the path and strerror.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::workloads {

inline constexpr std::size_t kPageSize = 4096;         // x86-64
inline constexpr std::size_t kHugePageSize = 2 << 20;  // of a PMD
inline constexpr std::size_t kPagesPerHugePage = kHugePageSize / kPageSize;

// "cannot open /x: No such file or directory", from errno.
Fault errno_fault(std::string_view action, std::string_view object);

Result<std::string> read_text(const std::string& path);
Result<std::uint64_t> read_number(const std::string& path);
// Both return 0, or the errno of opening or writing.
int write_number(const std::string& path, std::uint64_t value);
int write_word(const std::string& path, std::string_view word);
// The number after the word `key` in the text of /proc/vmstat ("key 12") or /proc/meminfo
// ("key: 12 kB"), where it is first.
Result<std::uint64_t> find_number(std::string_view text, std::string_view key);
// The sum over all lines where it is found; zero when there is none.
std::uint64_t sum_numbers(std::string_view text, std::string_view key);

// The CPUs that this process may use, in order.
Result<std::vector<int>> usable_cpus();
Status pin_this_thread(int cpu);
// This process and what it forks allocate from this NUMA node only.
Status allocate_from_node(unsigned node);

// Where pages of a process lie. A page that is not present has frame number 0; so has one that is
// being migrated.
class PageFrames {
 public:
  static Result<PageFrames> open();  // this process
  static Result<PageFrames> open(pid_t process);
  Status read(const void* first_page, std::span<std::uint64_t> frames) const;

 private:
  static Result<PageFrames> open_file(const std::string& path);
  UniqueFd pagemap_;
};

// A shared mapping or a reservation; unmapped at the end.
class Mapping {
 public:
  Mapping() = default;
  static Result<Mapping> map(void* hint, std::size_t size, int protection, int flags, int fd,
                             std::uint64_t offset);
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  ~Mapping();
  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// Now, on the clock of the kernel's "mono" trace clock.
std::uint64_t monotonic_ns();

// Guest time between start and now.
class Stopwatch {
 public:
  double milliseconds() const {
    const auto elapsed = std::chrono::steady_clock::now() - start_;
    return std::chrono::duration<double, std::milli>(elapsed).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace folioscope::workloads
