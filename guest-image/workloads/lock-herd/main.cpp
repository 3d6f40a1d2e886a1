// SPDX-License-Identifier: GPL-3.0-or-later
// lock-herd: a fixed amount of work that consists of taking page locks, or of waiting for one.
//
// Without waiters, processes on all CPUs fault, write, read, give back, move and reclaim the same
// few pages. With the mix fault,write nothing waits for a device, so that the elapsed time shows
// what observing page locks costs; with all of it, every class of lock holder appears. With
// waiters, they all read one page, which is moved between two nodes under them: whoever ends the
// move has a queue of all of them to wake.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "workloads/kit/child.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"
#include "workloads/lock-herd/mix.h"
#include "workloads/lock-herd/one_page.h"
#include "workloads/lock-herd/shared_pages.h"
#include "workloads/lock-herd/worker.h"

namespace folioscope::workloads {
namespace {

constexpr Option kOptions[] = {
    {"mix", "fault,write", "fault,write,read,truncate,migrate,reclaim",
     "what each process does in a round: fault and write always, the others every 16th round"},
    {"rounds", "2000", "1..100000000", "of each process"},
    {"processes", "0", "0..4096", "0: two for each CPU"},
    {"pages", "1024", "16..65536",
     "shared pages, in a file for each 16; with few, processes wait for each other's inode and "
     "page "
     "locks, and whatever makes the holder slower counts several times"},
    {"disk", "/dev/vda", "/PATH", "for read and reclaim, only read"},
    {"seed", "1", "0..1000000000", "of the choice of pages"},
    {"waiters", "0", "0..4096", "that all want one page once it is being moved; 0: the mix above"},
    {"as", "threads", "threads|processes", "waiters: of one address space, or one each"},
    {"page", "anon", "anon|file",
     "waiters: anon, they sleep on its migration entry; file, most sleep on its lock"},
    {"moves", "20", "1..1000", "waiters: of their page to the other node"},
};
constexpr Program kProgram = {
    "lock-herd",
    "Takes page locks of the same few pages in many processes, a fixed number of times. Reports\n"
    "elapsed, ops, ns_per_op (elapsed / ops), and by operation ops_fault, ns_fault (its mean\n"
    "duration in its process), ... An operation is one on 16 shared pages, read on one page of "
    "the\n"
    "disk, reclaim on 32. Needs root; for migrate two NUMA nodes; for read and reclaim a disk of\n"
    "64 KiB and 128 KiB for each process.\n"
    "With --waiters none of that: reports herd_moves, herd_move_success_ratio,\n"
    "herd_stalls_per_move (accesses that faulted), and the samples herd_move_latency and "
    "herd_stall\n"
    "(ms; of a move, and of an access that faulted). The fact herd_waiters is how many the kernel\n"
    "granted. Needs root and two NUMA nodes; half a MiB of memory for 8 threads or 4 processes.",
    kOptions,
};

WorkerPlan plan_of(const Args& args, std::size_t cpus) {
  WorkerPlan plan;
  for (const std::string_view name : args.list("mix")) plan.mix.push_back(*op_named(name));
  plan.rounds = args.number("rounds");
  plan.processes = args.number("processes");
  if (plan.processes == 0) plan.processes = 2 * cpus;
  plan.disk = args.text("disk");
  plan.seed = args.number("seed");
  return plan;
}

Status live(const Channel& leader, const WorkerPlan& plan, const SharedPages& shared,
            std::uint64_t process) {
  TRY(Worker worker, Worker::create(plan, shared, process));
  char go = 0;
  TRY_STATUS(leader.send_value(go));
  TRY_STATUS(leader.receive_value(go));
  TRY(const Tallies tallies, worker.work());
  return leader.send_value(tallies);
}

Result<std::vector<Child>> gather(const WorkerPlan& plan, const SharedPages& shared,
                                  const std::vector<int>& cpus) {
  std::vector<Child> workers;
  for (std::uint64_t i = 0; i < plan.processes; ++i) {
    TRY(Child child, Child::start("lock-herd", [&, i](const Channel& leader) -> Status {
          TRY_STATUS(pin_this_thread(cpus[i % cpus.size()]));
          return live(leader, plan, shared, i);
        }));
    workers.push_back(std::move(child));
  }
  char ready = 0;
  for (const Child& child : workers) TRY_STATUS(child.channel().receive_value(ready));
  return workers;
}

Result<Tallies> drive(const std::vector<Child>& workers) {
  for (const Child& child : workers) TRY_STATUS(child.channel().send_value('g'));
  Tallies sum{};
  for (const Child& child : workers) {
    Tallies tallies;
    TRY_STATUS(child.channel().receive_value(tallies));
    for (std::size_t op = 0; op < kOps; ++op) {
      sum[op].count += tallies[op].count;
      sum[op].ns += tallies[op].ns;
    }
  }
  return sum;
}

void report(const WorkerPlan& plan, const Tallies& sum, double elapsed_ns) {
  double ops = 0;
  for (std::size_t op = 0; op < kOps; ++op) {
    if (sum[op].count == 0) continue;
    const std::string name(kOpNames[op]);
    const auto count = static_cast<double>(sum[op].count);
    print_line(metric_line("ops_" + name, count, "ops"));
    print_line(metric_line("ns_" + name, static_cast<double>(sum[op].ns) / count, "ns"));
    ops += count;
  }
  print_line(fact_line("herd_processes", static_cast<double>(plan.processes)));
  print_line(metric_line("elapsed", elapsed_ns, "ns"));
  print_line(metric_line("ops", ops, "ops"));
  print_line(metric_line("ns_per_op", elapsed_ns / ops, "ns"));
}

WaitersPlan waiters_plan_of(const Args& args) {
  return {
      .waiters = args.number("waiters"),
      .as = args.text("as") == "threads" ? Waiters::As::Threads : Waiters::As::Processes,
      .page = args.text("page") == "anon" ? WantedPage::Kind::Anonymous : WantedPage::Kind::File,
      .moves = args.number("moves")};
}

Status run(const Args& args) {
  if (const WaitersPlan plan = waiters_plan_of(args); plan.waiters > 0) return run_waiters(plan);
  TRY(const std::vector<int> cpus, usable_cpus());
  const WorkerPlan plan = plan_of(args, cpus.size());
  TRY(const SharedPages shared,
      SharedPages::create((args.number("pages") + kRunPages - 1) / kRunPages));
  TRY(const std::vector<Child> workers, gather(plan, shared, cpus));
  const std::uint64_t begin = monotonic_ns();
  TRY(const Tallies sum, drive(workers));
  report(plan, sum, static_cast<double>(monotonic_ns() - begin));
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
