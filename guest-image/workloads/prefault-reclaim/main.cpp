// SPDX-License-Identifier: GPL-3.0-or-later
// prefault-reclaim: what becomes under memory pressure of pages that fault-around mapped and nobody
// touched?
//
// A file is in the page cache and mapped; one page in `stride` is read, and fault-around maps its
// neighbours too. Then another process fills memory, while the pages that were read, the hot ones,
// are read again and again. The neighbours should go. Where their page table entries are young from
// the start, reclaim has to look at each of them twice.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include <cerrno>
#include <chrono>
#include <vector>

#include "workloads/kit/child.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"
#include "workloads/prefault-reclaim/cached_file.h"

namespace folioscope::workloads {
namespace {

constexpr Option kOptions[] = {
    {"file", "/mnt/vda/prefault", "/PATH",
     "the file to create, on a file system with a disk; or a block device, used as it is"},
    {"file_mib", "256", "1..65536", "size of the file, or of what is used of the device"},
    {"hog_mib", "300", "0..65536", "memory that the other process fills"},
    {"stride", "16", "1..512", "one page in so many is hot"},
    {"period_ms", "10", "0..10000",
     "from one reading of the hot pages to the next; 0: without a pause, which keeps a CPU busy "
     "that "
     "reclaim has to interrupt"},
    {"exec", "0", "0|1",
     "1: the mapping is executable, so reclaim spares it at the first reference"},
};
constexpr Program kProgram = {
    "prefault-reclaim",
    "Maps a cached file, reads one page in so many, then fills memory while these pages are read\n"
    "again and again. Reports prefault_mapped (pages in the page tables before the pressure),\n"
    "reclaim_time (until memory was full), hot_refaults (hot pages that had to be read from the\n"
    "disk again), hot_touches, and file_pages_left (cached when all is over). File and hog\n"
    "together have to exceed the memory. Needs root.",
    kOptions,
};

Result<std::uint64_t> mapped_pages(const Mapping& mapping) {
  TRY(const PageFrames frames, PageFrames::open());
  std::vector<std::uint64_t> pages(mapping.size() / kPageSize);
  TRY_STATUS(frames.read(mapping.data(), pages));
  std::uint64_t mapped = 0;
  for (const std::uint64_t frame : pages) mapped += frame != 0 ? 1 : 0;
  return mapped;
}

std::uint64_t major_faults() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_majflt);
}

// Fills memory when told to, says how long that took, and keeps it until the leader lets go.
Status hog(const Channel& leader, std::uint64_t bytes) {
  char go = 0;
  TRY_STATUS(leader.receive_value(go));
  const Stopwatch watch;
  Mapping memory;
  if (bytes > 0) {
    TRY(memory,
        Mapping::map(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  }
  // Small pages: a huge one would need compaction as well.
  if (bytes > 0 && ::madvise(memory.data(), bytes, MADV_NOHUGEPAGE) != 0 && errno != EINVAL)
    return errno_fault("advise on", "memory");
  for (std::uint64_t at = 0; at < bytes; at += kPageSize)
    *static_cast<volatile std::byte*>(memory.data() + at) = std::byte{1};
  TRY_STATUS(leader.send_value(watch.milliseconds()));
  const Status let_go = leader.receive_value(go);  // a fault: the leader is gone
  return {};
}

struct Pressure {
  double milliseconds = 0;
  std::uint64_t refaults = 0;
  std::uint64_t touches = 0;
};

Result<Pressure> press(const Child& hog_process, const Mapping& mapping, const Args& args) {
  const std::chrono::milliseconds period(args.number("period_ms"));
  Pressure result;
  const std::uint64_t before = major_faults();
  TRY_STATUS(hog_process.channel().send_value('g'));
  while (!hog_process.channel().wait(period))
    result.touches += touch(mapping, args.number("stride"));
  TRY_STATUS(hog_process.channel().receive_value(result.milliseconds));
  result.refaults = major_faults() - before;
  return result;
}

Status run(const Args& args) {
  const std::uint64_t hog_bytes = args.number("hog_mib") << 20;
  TRY(const Child hog_process,
      Child::start("prefault-hog", [&](const Channel& leader) { return hog(leader, hog_bytes); }));
  TRY(const CachedFile file,
      CachedFile::create(std::string(args.text("file")), args.number("file_mib") << 20));
  TRY(const Mapping mapping, file.map(args.number("exec") == 1));
  const std::uint64_t hot = touch(mapping, args.number("stride"));
  TRY(const std::uint64_t mapped, mapped_pages(mapping));
  TRY(const Pressure pressure, press(hog_process, mapping, args));
  TRY(const std::uint64_t left, cached_pages(mapping));

  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  print_line(fact_line("file_mib", count(args.number("file_mib"))));
  print_line(fact_line("hog_mib", count(args.number("hog_mib"))));
  print_line(fact_line("hot_pages", count(hot)));
  print_line(metric_line("prefault_mapped", count(mapped), "pages"));
  print_line(metric_line("reclaim_time", pressure.milliseconds, "ms"));
  print_line(metric_line("hot_refaults", count(pressure.refaults), "count"));
  print_line(metric_line("hot_touches", count(pressure.touches), "count"));
  print_line(metric_line("file_pages_left", count(left), "pages"));
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
