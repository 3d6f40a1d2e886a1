// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/thp-leak/leak.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "workloads/kit/guest.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

struct SplitCounts {
  std::uint64_t done = 0;
  std::uint64_t failed = 0;
};

Result<SplitCounts> split_counts() {
  TRY(const std::string text, read_text("/proc/vmstat"));
  SplitCounts counts;
  TRY(counts.done, find_number(text, "thp_split_page"));
  TRY(counts.failed, find_number(text, "thp_split_page_failed"));
  return counts;
}

// Free memory with nothing under way: caches dropped, counters exact, and the free pages that CPUs
// keep for themselves counted too. These are up to several huge pages for each CPU.
Result<std::uint64_t> settled_free_bytes() {
  for (const char* control :
       {"/proc/sys/vm/drop_caches", "/proc/sys/vm/compact_memory", "/proc/sys/vm/stat_refresh"}) {
    if (const int error = write_number(control, 1); error != 0) {
      errno = error;
      return errno_fault("write", control);
    }
  }
  TRY(const std::string text, read_text("/proc/zoneinfo"));
  return (sum_numbers(text, "nr_free_pages") + sum_numbers(text, "count")) * kPageSize;
}

// How many of `heads` are still the first page of a huge page on an LRU list.
Result<std::uint64_t> count_surviving(const std::vector<std::uint64_t>& heads) {
  // Bits of /proc/kpageflags: LRU 5, COMPOUND_HEAD 15, THP 22 (admin-guide/mm/pagemap.rst).
  constexpr std::uint64_t kHugeOnLru = 1u << 5 | 1u << 15 | 1u << 22;
  const UniqueFd file(::open("/proc/kpageflags", O_RDONLY | O_CLOEXEC));
  if (!file) return errno_fault("open", "/proc/kpageflags");
  std::uint64_t surviving = 0;
  for (const std::uint64_t head : heads) {
    std::uint64_t flags = 0;
    if (::pread(file.get(), &flags, sizeof(flags), static_cast<off_t>(head * sizeof(flags))) !=
        sizeof(flags)) {
      return errno_fault("read", "/proc/kpageflags");
    }
    if ((flags & kHugeOnLru) == kHugeOnLru) ++surviving;
  }
  return surviving;
}

// The heads of all huge pages, found by mappings that every kernel makes whole: no part of the
// experiment.
Result<std::vector<std::uint64_t>> find_heads(const HugeFile& file) {
  std::vector<std::uint64_t> heads;
  for (std::uint64_t page = 0; page < file.huge_pages(); ++page) {
    TRY(const std::uint64_t head, file.touch(page, {}));
    heads.push_back(head);
  }
  return heads;
}

// Microseconds of each touch.
Result<std::vector<double>> touch_all(const HugeFile& file, const LeakPlan& plan) {
  std::vector<double> touch_us;
  for (std::uint64_t round = 0; round < plan.rounds; ++round) {
    for (std::uint64_t page = 0; page < file.huge_pages(); ++page) {
      const std::uint64_t begin = monotonic_ns();
      TRY_STATUS(file.touch(page, plan.view));
      touch_us.push_back(static_cast<double>(monotonic_ns() - begin) / 1e3);
    }
  }
  return touch_us;
}

}  // namespace

View view_of(std::string_view mapping, std::uint64_t reads) {
  if (mapping == "partial") return {kHugePageSize / 2, 0, reads};
  if (mapping == "shifted") return {kHugePageSize, kPageSize, reads};
  return {kHugePageSize, 0, reads};
}

Status look_for_leaks(const LeakPlan& plan) {
  TRY(const std::uint64_t free_before, settled_free_bytes());
  TRY(HugeFile file, HugeFile::create(plan.huge_pages));
  TRY(const std::vector<std::uint64_t> heads, find_heads(file));
  TRY(const std::vector<double> touch_us, touch_all(file, plan));

  TRY(const SplitCounts before, split_counts());
  for (std::uint64_t page = 0; page < file.huge_pages(); ++page) TRY_STATUS(file.punch_hole(page));
  TRY(const SplitCounts after, split_counts());

  TRY_STATUS(file.remove());
  TRY(const std::uint64_t free_after, settled_free_bytes());
  TRY(const std::uint64_t surviving, count_surviving(heads));

  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  print_line(fact_line("thp_huge_pages", count(file.huge_pages())));
  print_line(fact_line("thp_rounds", count(plan.rounds)));
  print_line(metric_line("thp_split", count(after.done - before.done), "pages"));
  print_line(metric_line("thp_split_failed", count(after.failed - before.failed), "pages"));
  print_line(metric_line("thp_leaked_folios", count(surviving), "folios"));
  print_line(metric_line("thp_bytes_lost", count(free_before) - count(free_after), "bytes"));
  print_samples("touch_latency", touch_us, "us");
  return {};
}

}  // namespace folioscope::workloads
