// SPDX-License-Identifier: GPL-3.0-or-later
// pager: who waits for mmap_lock while faults read a file from a slow disk?
//
// Threads touch random pages of a mapped file, another maps and unmaps a page of memory all the
// time, and a process outside reads /proc/PID/maps. Where a fault keeps mmap_lock over its I/O, the
// mapping thread waits for the disk, and everybody else behind it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"
#include "workloads/pager/book.h"
#include "workloads/pager/lock_guard.h"
#include "workloads/pager/mapper.h"
#include "workloads/pager/onlooker.h"
#include "workloads/pager/readers.h"

namespace folioscope::workloads {
namespace {

constexpr Option kOptions[] = {
    {"mode", "faults", "faults|mlockall",
     "mlockall: instead of all else, lock the mapped file with readahead switched off, and see "
     "whether that comes to an end"},
    {"file", "/mnt/vda/pager.data", "/PATH",
     "on the disk to wait for, written when it is not there; or a block device, only read"},
    {"size_mib", "256", "1..1048576", "MiB of the file; larger than what is read meanwhile"},
    {"threads", "8", "1..4096", "that read"},
    {"advice", "default", "default|random|mix",
     "of the mapping; random: MADV_RANDOM, single pages without readahead; mix: half the threads"},
    {"seconds", "8", "1..86400", "to run; for mlockall, to wait until it has hung"},
    {"mmap_every_ms", "20", "1..60000", "pause between two mappings of a page"},
    {"maps_every_ms", "10", "1..60000", "pause between two readings of /proc/PID/maps"},
    {"seed", "1", "0..1000000000", "of the choice of pages"},
};
constexpr Program kProgram = {
    "pager",
    "Reads random pages of a mapped file from a cold cache, while a thread maps and unmaps a page\n"
    "and another process reads /proc/PID/maps. Reports the samples maps_read_latency,\n"
    "mmap_latency and fault_latency (ms), faults, and faults_per_second; in mode mlockall\n"
    "mlockall_finished (1 or 0) and mlockall_elapsed (ms). Needs root. The disk should be slow "
    "and\n"
    "its queue short (queue/nr_requests 4), or submitting I/O never blocks.",
    kOptions,
};

// A line of output is 64 KiB at most, a number up to 20 bytes.
constexpr std::size_t kSamplesOfALine = 2000;

void print_samples(std::string_view name, std::span<const double> values) {
  while (!values.empty()) {
    const auto some = values.first(std::min(kSamplesOfALine, values.size()));
    print_line(samples_line(name, some, "ms"));
    values = values.subspan(some.size());
  }
}

Result<std::vector<Mapping>> map_book(const Book& book, std::string_view advice) {
  std::vector<Mapping> mappings;
  if (advice != "random") {
    TRY(Mapping mapping, book.map(Advice::Default));
    mappings.push_back(std::move(mapping));
  }
  if (advice != "default") {
    TRY(Mapping mapping, book.map(Advice::Random));
    mappings.push_back(std::move(mapping));
  }
  return mappings;
}

Status read_and_watch(const Args& args, const Book& book) {
  using std::chrono::milliseconds;
  TRY(const Onlooker onlooker, Onlooker::start(milliseconds(args.number("maps_every_ms"))));
  TRY(const std::vector<Mapping> mappings, map_book(book, args.text("advice")));
  TRY_STATUS(forget_page_cache());

  const Stopwatch watch;
  Readers readers(mappings, args.number("threads"), args.number("seed"));
  Mapper mapper(milliseconds(args.number("mmap_every_ms")));
  TRY_STATUS(onlooker.begin());
  std::this_thread::sleep_for(std::chrono::seconds(args.number("seconds")));
  TRY(const std::vector<double> maps_read, onlooker.stop());
  const std::vector<double> mmap = mapper.stop();
  const Faults faults = readers.stop();
  const double seconds = watch.milliseconds() / 1000;

  const auto count = static_cast<double>(faults.count);
  print_samples("maps_read_latency", maps_read);
  print_samples("mmap_latency", mmap);
  print_samples("fault_latency", faults.latency_ms);
  print_line(metric_line("faults", count, "count"));
  print_line(metric_line("faults_per_second", count / seconds, "1/s"));
  return {};
}

Status lock_all_of_it(const Args& args, const Book& book) {
  TRY(const Locked locked,
      lock_without_readahead(book, std::chrono::seconds(args.number("seconds"))));
  print_line(metric_line("mlockall_finished", locked.finished ? 1 : 0, "count"));
  print_line(metric_line("mlockall_elapsed", locked.elapsed_ms, "ms"));
  return {};
}

Status run(const Args& args) {
  TRY(const Book book, Book::open(std::string(args.text("file")), args.number("size_mib") << 20));
  return args.text("mode") == "mlockall" ? lock_all_of_it(args, book) : read_and_watch(args, book);
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
