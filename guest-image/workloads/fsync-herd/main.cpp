// SPDX-License-Identifier: GPL-3.0-or-later
// fsync-herd: many processes write and sync one file, until whoever ends writeback has a long queue
// to wake.
//
// Each process writes its record through the page cache, syncs the file and reads the record back
// past the cache. fsync(2) waits for every page of the file that is being written, whoever wrote
// it, so that all processes end up on the wait queues of the same few pages.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "workloads/fsync-herd/log_file.h"
#include "workloads/kit/child.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

constexpr Option kOptions[] = {
    {"directory", "/mnt/vda", "/PATH", "where the file is made: on a disk, best a throttled one"},
    {"processes", "100", "1..4096", "that write the file"},
    {"pattern", "apart", "apart|overlap|append",
     "apart: each process its own range; overlap: ranges begin 4 KiB apart, neighbours share "
     "pages; "
     "append: 100-byte records at the end of one log"},
    {"kib", "64", "4..1024", "of a record, in steps of 4 KiB; not for append"},
    {"seconds", "10", "1..100000", "no process begins another record after that"},
};
constexpr Program kProgram = {
    "fsync-herd",
    "Writes one file from many processes: pwrite(2), fsync(2), and pread(2) of the same past the\n"
    "page cache, for a given time. Reports fsync_iterations, elapsed, fsyncs_per_second, and the\n"
    "samples fsync_latency (ms, of each fsync). With apart, a record that does not read as it was\n"
    "written is an error. Works on any Linux; what it shows wants a slow disk.",
    kOptions,
};

struct Job {
  LogPlan log;
  std::uint64_t processes = 0;
  std::uint64_t seconds = 0;
};

Result<Job> job_of(const Args& args) {
  Job job;
  job.log.directory = args.text("directory");
  job.log.pattern = pattern_named(args.text("pattern"));
  job.log.bytes = args.number("kib") * 1024;
  job.processes = args.number("processes");
  job.seconds = args.number("seconds");
  if (job.log.bytes % kPageSize != 0)
    return guest_fault("--kib is not a multiple of 4", "give whole pages of 4 KiB");
  return job;
}

Status live(const Channel& leader, const Job& job, std::uint64_t writer) {
  TRY(LogFile log, LogFile::open(job.log, writer));
  std::uint64_t deadline_ns = 0;
  TRY_STATUS(leader.send_value('r'));
  TRY_STATUS(leader.receive_value(deadline_ns));
  std::vector<double> latencies_ms;
  for (std::uint64_t round = 0; monotonic_ns() < deadline_ns; ++round) {
    TRY(const double latency_ms, log.write(round));
    latencies_ms.push_back(latency_ms);
    TRY_STATUS(log.read_back());
  }
  return leader.send_values(std::span<const double>(latencies_ms));
}

Result<std::vector<Child>> gather(const Job& job) {
  std::vector<Child> writers;
  for (std::uint64_t i = 0; i < job.processes; ++i) {
    TRY(Child child, Child::start("fsync-herd", [&job, i](const Channel& leader) {
          return live(leader, job, i);
        }));
    writers.push_back(std::move(child));
  }
  char ready = 0;
  for (const Child& child : writers) TRY_STATUS(child.channel().receive_value(ready));
  return writers;
}

Status run(const Args& args) {
  TRY(const Job job, job_of(args));
  TRY_STATUS(LogFile::create(job.log));
  TRY(const std::vector<Child> writers, gather(job));
  const std::uint64_t begin_ns = monotonic_ns();
  const std::uint64_t deadline_ns = begin_ns + job.seconds * 1'000'000'000;
  for (const Child& child : writers) TRY_STATUS(child.channel().send_value(deadline_ns));
  std::vector<double> all_ms;
  for (const Child& child : writers) {
    TRY(const std::vector<double> one_ms, child.channel().receive_values<double>());
    all_ms.insert(all_ms.end(), one_ms.begin(), one_ms.end());
  }
  const double elapsed_s = static_cast<double>(monotonic_ns() - begin_ns) / 1e9;
  const auto fsyncs = static_cast<double>(all_ms.size());
  print_line(fact_line("fsync_writers", static_cast<double>(job.processes)));
  print_line(metric_line("fsync_iterations", fsyncs, "count"));
  print_line(metric_line("elapsed", elapsed_s * 1e3, "ms"));
  print_line(metric_line("fsyncs_per_second", fsyncs / elapsed_s, "1/s"));
  print_samples("fsync_latency", all_ms, "ms");
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
