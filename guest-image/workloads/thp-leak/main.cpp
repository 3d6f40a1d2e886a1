// SPDX-License-Identifier: GPL-3.0-or-later
// thp-leak: do read faults that cannot map a huge page as one leak a reference to it?
//
// Each round maps 1 MiB of every huge page of a tmpfs file and reads one byte. The kernel tries to
// map the huge page whole, cannot (the mapping is too small), and must fall back without keeping
// the reference it took. A kernel that keeps it shows it three times afterwards: the huge pages
// cannot be split for a hole, their frames stay allocated when the file is gone, and the memory is
// missing.
#include <fcntl.h>

#include <cerrno>
#include <vector>

#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"
#include "workloads/thp-leak/huge_file.h"

namespace folioscope::workloads {
namespace {

constexpr Option kOptions[] = {
    {"huge_pages", "32", "1..4096", "size of the file in huge pages of 2 MiB"},
    {"rounds", "3", "0..1000", "times each huge page is mapped and read: the leak per huge page"},
    {"mapping", "partial", "partial|aligned",
     "1 MiB a mapping, too small for a huge page; or 2 MiB, the control that maps it whole"},
};
constexpr Program kProgram = {
    "thp-leak",
    "Maps parts of the huge pages of a tmpfs file, then splits and frees them, and reports what "
    "was\n"
    "not given back: thp_split, thp_split_failed, thp_leaked_folios, thp_bytes_lost. Needs root.",
    kOptions,
};

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

Result<std::vector<std::uint64_t>> touch_all(const HugeFile& file, const Args& args) {
  const std::size_t bytes = args.text("mapping") == "partial" ? kHugePageSize / 2 : kHugePageSize;
  std::vector<std::uint64_t> heads;
  // Finds the frames by mappings that every kernel makes whole: no part of the experiment.
  for (std::uint64_t page = 0; page < file.huge_pages(); ++page) {
    TRY(const std::uint64_t head, file.touch(page, kHugePageSize));
    heads.push_back(head);
  }
  for (std::uint64_t round = 0; round < args.number("rounds"); ++round)
    for (std::uint64_t page = 0; page < file.huge_pages(); ++page)
      TRY_STATUS(file.touch(page, bytes));
  return heads;
}

Status run(const Args& args) {
  TRY(const std::uint64_t free_before, settled_free_bytes());
  TRY(HugeFile file, HugeFile::create(args.number("huge_pages")));
  TRY(const std::vector<std::uint64_t> heads, touch_all(file, args));

  TRY(const SplitCounts before, split_counts());
  for (std::uint64_t page = 0; page < file.huge_pages(); ++page) TRY_STATUS(file.punch_hole(page));
  TRY(const SplitCounts after, split_counts());

  TRY_STATUS(file.remove());
  TRY(const std::uint64_t free_after, settled_free_bytes());
  TRY(const std::uint64_t surviving, count_surviving(heads));

  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  print_line(fact_line("thp_huge_pages", count(file.huge_pages())));
  print_line(fact_line("thp_rounds", count(args.number("rounds"))));
  print_line(metric_line("thp_split", count(after.done - before.done), "pages"));
  print_line(metric_line("thp_split_failed", count(after.failed - before.failed), "pages"));
  print_line(metric_line("thp_leaked_folios", count(surviving), "folios"));
  print_line(metric_line("thp_bytes_lost", count(free_before) - count(free_after), "bytes"));
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
