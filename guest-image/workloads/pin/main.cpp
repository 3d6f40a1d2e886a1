// SPDX-License-Identifier: GPL-3.0-or-later
// pin: who holds the page that cannot be migrated? Here it is known.
//
// Processes take references to pages in ways of which each has its own class, and record when. The
// parent tries to move these pages between two NUMA nodes meanwhile; each try that fails is about
// ten failures in the kernel, as many as migrate_pages() has passes. An attribution of those can be
// measured against the record.
#include <cstdint>
#include <vector>

#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"
#include "workloads/pin/campaign.h"
#include "workloads/pin/recipe.h"

namespace folioscope::workloads {
namespace {

// About 110 bytes a line: 3.3 MB.
constexpr std::size_t kMostPlants = 30'000;

constexpr Option kOptions[] = {
    {"kinds", "vmsplice,direct,fault,park,two", kAllKinds,
     "how pages are held: in a pipe; by a direct read under way; by a reader whose target sleeps "
     "on the disk; in an LRU batch (fails only where batching goes on during a migration); by two "
     "processes at once; README.md says what the others are; none is the control"},
    {"failures", "1500", "1..100000", "moves of held pages that must have failed, over all kinds"},
    {"seconds", "60", "1..36000", "after which it ends in any case"},
    {"disk", "/dev/vda", "/PATH",
     "to wait for, only read; best with throttled reads, 100 a second or so"},
    {"scratch", "/dev/vdb", "/PATH",
     "a block device for writeback and buffers, best with throttled writes; written to"},
    {"swap", "/dev/vdc", "/PATH", "a block device for swapcache; its contents are lost"},
    {"pages", "4", "1..64", "pages of each kind, each with a process of its own for each hold"},
    {"seed", "1", "0..1000000000", "of the places on the disk"},
};
constexpr Program kProgram = {
    "pin",
    "Takes references to pages, records which process held which frame when (lines with "
    "\"plant\"),\n"
    "and tries to move the pages between NUMA nodes 0 and 1. Reports pin_moves, pin_failures and\n"
    "pin_plants, each also by kind (pin_failures_vmsplice, ...); pin_free_moves and\n"
    "pin_free_failures of the same pages held by nobody; pin_time. Needs root and two NUMA nodes.",
    kOptions,
};

double number(std::uint64_t value) { return static_cast<double>(value); }

void report(const Campaign& campaign) {
  for (const Plant& plant : campaign.plants()) {
    print_line(
        plant_line(campaign.kinds()[plant.kind].name, plant.hold, plant.process, plant.span));
  }
  KindCount all;
  for (const KindCount& kind : campaign.kinds()) {
    print_line(metric_line("pin_moves_" + kind.name, number(kind.moves), "moves"));
    print_line(metric_line("pin_failures_" + kind.name, number(kind.failures), "moves"));
    print_line(metric_line("pin_plants_" + kind.name, number(kind.plants), "plants"));
    all.moves += kind.moves;
    all.failures += kind.failures;
    all.plants += kind.plants;
  }
  print_line(metric_line("pin_moves", number(all.moves), "moves"));
  print_line(metric_line("pin_failures", number(all.failures), "moves"));
  print_line(metric_line("pin_plants", number(all.plants), "plants"));
  print_line(metric_line("pin_free_moves", number(campaign.free_moves()), "moves"));
  print_line(metric_line("pin_free_failures", number(campaign.free_failures()), "moves"));
}

Status run(const Args& args) {
  CampaignPlan plan;
  plan.kinds = args.list("kinds");
  plan.failures = args.number("failures");
  plan.pages = args.number("pages");
  plan.disk = args.text("disk");
  plan.scratch = args.text("scratch");
  plan.swap = args.text("swap");
  plan.seed = args.number("seed");
  TRY(plan.cpus, usable_cpus());
  TRY(Campaign campaign, Campaign::start(plan));
  const double limit_ms = number(args.number("seconds")) * 1000;
  const Stopwatch watch;
  while (!campaign.done() && watch.milliseconds() < limit_ms &&
         campaign.plants().size() < kMostPlants) {
    TRY_STATUS(campaign.round());
  }
  const double elapsed_ms = watch.milliseconds();
  report(campaign);
  print_line(metric_line("pin_time", elapsed_ms, "ms"));
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
