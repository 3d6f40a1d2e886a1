// SPDX-License-Identifier: GPL-3.0-or-later
// refault: can a page be moved while processes fault on it?
//
// Processes on all CPUs read pages whose mappings go away under them, while one page is moved to
// another NUMA node, or the memory block that it lies in is taken offline, or the CMA area. Each of
// them may hold a reference when the kernel compares the page's count: asleep on the page lock
// (target), on the migration entry (anon), or in passing, on the way to the page beside it
// (neighbours).
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"
#include "workloads/refault/campaign.h"
#include "workloads/refault/faulter.h"
#include "workloads/refault/mover.h"
#include "workloads/refault/sharing.h"
#include "workloads/refault/signals.h"
#include "workloads/refault/stage.h"
#include "workloads/refault/team.h"

namespace folioscope::workloads {
namespace {

constexpr Option kOptions[] = {
    {"mode", "target",
     "target|neighbours|anon|offline|offline-neighbours|cma|cma-neighbours|private",
     "target: all read the page that is moved, of a file; neighbours: they fault on the 15 pages "
     "around it; anon: as target, with memory shared after fork(2); offline: as target, and its "
     "memory block is taken offline; offline-neighbours: as neighbours, likewise; cma, "
     "cma-neighbours: the CMA area that it lies "
     "in is allocated, as a whole; private: nobody else has the page, and no faulters are "
     "started"},
    {"faulters", "4", "0..1024", "processes that fault, pinned to the CPUs in turn"},
    {"busy", "0", "0..1024", "processes that use their CPU and nothing else, pinned likewise"},
    {"seconds", "5", "1..86400", "after this long no further attempt begins"},
    {"attempts", "0", "0..1000000000", "after so many neither; 0: as many as the time allows"},
    {"file", "tmpfs", "tmpfs|directory", "a tmpfs of its own, bound to node; or in directory"},
    {"directory", "/tmp", "/PATH", "for file=directory: on the file system to look at"},
    {"folio_pages", "1", "1|2|4|8",
     "for file=directory: written in pieces of so many pages, each of which is one large folio "
     "where "
     "the file system has them; neighbours then fault on the other folios"},
    {"node", "0", "0..63",
     "where the page begins; for offline the node of the DIMM, for cma that of the area"},
    {"other_node", "1", "0..63", "where it is moved to, and back"},
    {"timeout", "10", "1..3600", "seconds, after which a signal ends an attempt to go offline"},
};
constexpr Program kProgram = {
    "refault",
    "Moves a page while processes fault on it. Reports move_attempts, move_successes,\n"
    "move_success_ratio, moves_per_second (those that succeeded) and move_latency (ms), or for\n"
    "offline offline_attempts, offline_successes, offline_success_ratio and offline_latency (ms),\n"
    "for cma the same of emptyings;\n"
    "and of the faulters faults, faults_per_second, fault_latency (us), fault_fairness (Jain's\n"
    "index: 1 is even, 1/n one has all) and fault_share_min (the least of a faulter, of an even\n"
    "share). Needs root and two NUMA nodes with memory.",
    kOptions,
};

// Of all faulters together.
constexpr std::size_t kMostSamples = 16384;

enum class Mode { Move, Anon, Offline, Cma, Private };

struct Plan {
  Mode mode = Mode::Move;
  bool neighbours = false;  // faulters read the pages beside it
  std::uint64_t faulters = 0, busy = 0;
  unsigned node = 0, other_node = 0;
  std::string directory;  // empty: a tmpfs of our own
  std::size_t folio_pages = 1;
  Limits limits;
  std::chrono::seconds timeout{0};
};

Mode mode_of(std::string_view name) {
  if (name == "anon") return Mode::Anon;
  if (name.starts_with("offline")) return Mode::Offline;
  if (name.starts_with("cma")) return Mode::Cma;
  return name == "private" ? Mode::Private : Mode::Move;
}

Plan plan_of(const Args& args) {
  Plan plan;
  plan.mode = mode_of(args.text("mode"));
  plan.neighbours = args.text("mode").ends_with("neighbours");
  if (plan.mode != Mode::Private) plan.faulters = args.number("faulters");
  plan.busy = args.number("busy");
  plan.node = static_cast<unsigned>(args.number("node"));
  plan.other_node = static_cast<unsigned>(args.number("other_node"));
  if (args.text("file") == "directory") {
    plan.directory = args.text("directory");
    plan.folio_pages = static_cast<std::size_t>(args.text("folio_pages").front() - '0');
  }
  plan.limits = {std::chrono::seconds(args.number("seconds")), args.number("attempts")};
  plan.timeout = std::chrono::seconds(args.number("timeout"));
  return plan;
}

Result<Stage> set_stage(const Plan& plan) {
  const bool anonymous = plan.mode == Mode::Anon || plan.mode == Mode::Private;
  if (!anonymous && plan.directory.empty()) return Stage::on_tmpfs(plan.node);
  TRY_STATUS(allocate_from_node(plan.node));
  return anonymous ? Stage::anonymous() : Stage::in_directory(plan.directory, plan.folio_pages);
}

Status fault_until_stopped(const Plan& plan, const Stage& stage, const Signals& signals,
                           const Channel& leader, std::uint64_t number) {
  Faulter faulter(signals, stage, kMostSamples / plan.faulters, number);
  char go = 0;
  TRY_STATUS(leader.send_value(go));
  TRY_STATUS(leader.receive_value(go));
  if (plan.neighbours) {
    TRY_STATUS(
        faulter.read_neighbour(plan.folio_pages + number % (kStagePages - plan.folio_pages)));
  } else {
    faulter.read_target();
  }
  // A leader that gave up does not listen, and says itself why.
  const Status ignored = faulter.report(leader);
  return {};
}

Result<Outcome> fight(const Plan& plan, const Stage& stage, Signals& signals) {
  TRY(const Mover mover, Mover::of(stage.target(), plan.node, plan.other_node));
  if (plan.mode == Mode::Cma) {
    TRY(const CmaArea area, CmaArea::open("reserved"));
    return repeat(plan.limits,
                  [&] { return empty_its_area(stage, mover, plan.node, signals, area); });
  }
  if (plan.mode != Mode::Offline) return repeat(plan.limits, [&] { return mover.move_away(); });
  return repeat(plan.limits,
                [&] { return offline_its_block(stage, mover, plan.node, signals, plan.timeout); });
}

void report(const Plan& plan, const Outcome& outcome) {
  const std::string what = plan.mode == Mode::Offline ? "offline"
                           : plan.mode == Mode::Cma   ? "emptying"
                                                      : "move";
  const auto attempts = static_cast<double>(outcome.attempts);
  const auto successes = static_cast<double>(outcome.successes);
  print_line(fact_line("refault_faulters", static_cast<double>(plan.faulters)));
  print_line(fact_line("refault_busy", static_cast<double>(plan.busy)));
  print_line(metric_line(what + "_attempts", attempts, "count"));
  print_line(metric_line(what + "_successes", successes, "count"));
  print_line(metric_line(what + "_success_ratio", successes / attempts, "ratio"));
  print_line(metric_line(what + "s_per_second", successes / outcome.seconds, "1/s"));
  print_samples(what + "_latency", outcome.latency_ms, "ms");
}

void report(const std::vector<FaultTally>& tallies, double seconds) {
  if (tallies.empty()) return;
  std::vector<std::uint64_t> shares;
  double faults = 0;
  for (const FaultTally& tally : tallies) {
    shares.push_back(tally.faults);
    faults += static_cast<double>(tally.faults);
    print_samples("fault_latency", tally.latency_us, "us");
  }
  print_line(metric_line("faults", faults, "count"));
  print_line(metric_line("faults_per_second", faults / seconds, "1/s"));
  print_line(metric_line("fault_fairness", jain_index(shares), "ratio"));
  print_line(metric_line("fault_share_min", smallest_share(shares), "ratio"));
}

Status run(const Args& args) {
  const Plan plan = plan_of(args);
  TRY(const SharedSignals signals, SharedSignals::create());
  // Before there is a stage: a page that was forked is not private.
  Team busy(*signals);
  TRY_STATUS(busy.start("busy", plan.busy, [&](const Channel&, std::uint64_t) -> Status {
    spin(*signals);
    return {};
  }));
  TRY(const Stage stage, set_stage(plan));
  TRY(const std::size_t folio_pages, stage.target_folio_pages());
  Team faulters(*signals);
  TRY_STATUS(faulters.start("faulter", plan.faulters, [&](const Channel& leader, std::uint64_t i) {
    return fault_until_stopped(plan, stage, *signals, leader, i);
  }));
  char ready = 0;
  for (const Child& faulter : faulters.members())
    TRY_STATUS(faulter.channel().receive_value(ready));
  for (const Child& faulter : faulters.members()) TRY_STATUS(faulter.channel().send_value('g'));
  TRY(const Outcome outcome, fight(plan, stage, *signals));
  signals->stop();
  std::vector<FaultTally> tallies;
  for (const Child& faulter : faulters.members()) {
    TRY(FaultTally tally, Faulter::receive(faulter.channel()));
    tallies.push_back(std::move(tally));
  }
  print_line(metric_line("moved_folio_pages", static_cast<double>(folio_pages), "pages"));
  report(plan, outcome);
  report(tallies, outcome.seconds);
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
