// SPDX-License-Identifier: GPL-3.0-or-later
// cma-churn: do per-CPU LRU batches make the kernel fail to empty a range of memory?
//
// A pinned churner per CPU keeps a few pages of its own working set in the LRU batches of that CPU,
// where each has a reference that page migration does not expect. Before every request the working
// set is brought into the range anew, because a request that succeeds has moved it out.
#include <memory>
#include <optional>

#include "workloads/cma-churn/campaign.h"
#include "workloads/cma-churn/memory_block.h"
#include "workloads/cma-churn/room.h"
#include "workloads/kit/cma_area.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

// What cma= on the command line makes.
constexpr const char* kArea = "reserved";
constexpr const char* kMemoryBlocks = "/sys/devices/system/memory";

constexpr Option kOptions[] = {
    {"request", "cma", "cma|offline",
     "what is asked for: the whole CMA area, or that a memory block of a DIMM goes offline"},
    {"allocations", "50", "1..100000", "requests"},
    {"park", "activate", kParkNames,
     "the LRU batch that the churners use; bh: the cache of buffer heads, by reading directories; "
     "mixed: activate and deactivate in turn; pin: none, pages are spliced into a pipe"},
    {"mode", "turnover", "turnover|quiet",
     "rounds of a churner in a request: one every period_ms, or one only, some time in the first "
     "period_ms, and silence to the end (quiet CPUs)"},
    {"pages", "7", "1..14",
     "consecutive pages parked per round; a batch is flushed when it holds 15"},
    {"period_ms", "50", "1..60000", "pause between two rounds"},
    {"hold_ms", "20", "1..60000", "park=pin: how long the pages of a round stay in the pipe"},
    {"fill_percent", "33", "1..36", "working set of all churners in percent of the area or block"},
    {"limit_ms", "2000", "100..600000",
     "request=offline: when an attempt is interrupted, which counts as a failure"},
    {"directory", "/mnt/vda", "/PATH",
     "park=deactivate_file and rotate: where to make files, on a disk; bh: directories, on ext4"},
    {"seed", "1", "0..18446744073709551615", "of the choice of pages"},
};
constexpr Program kProgram = {
    "cma-churn",
    "Asks the kernel again and again to empty a range of memory (a CMA area, or a block of a "
    "DIMM)\n"
    "while a churner on every CPU parks pages of it in per-CPU LRU batches. Reports cma_requests,\n"
    "cma_request_failures, cma_request_failure_rate, per request cma_request_latency and\n"
    "cma_resident_pages; for request=offline instead offline_requests, offline_failures,\n"
    "offline_success_ratio, offline_latency, offline_resident_pages. And what the churners got "
    "done\n"
    "meanwhile: churn_rounds, churn_rounds_per_second, per round churn_round_latency. Needs root.",
    kOptions,
};

void say(std::string_view name, std::uint64_t value) {
  print_line(fact_line(name, static_cast<double>(value)));
}

// Divides `fill_percent` of so many pages among the churners.
Status divide(const Args& args, std::uint64_t pages, TeamPlan& plan) {
  plan.pages_per_churner = pages * args.number("fill_percent") / 100 / plan.cpus.size();
  if (plan.pages_per_churner == 0)
    return guest_fault("the CMA area has less than a page for each CPU", "boot with a larger cma=");
  say("churners", plan.cpus.size());
  say("working_set_pages", plan.working_set());
  return {};
}

using RequestPtr = std::unique_ptr<Request>;

Result<RequestPtr> prepare_cma(const Args& args, TeamPlan& plan) {
  TRY(CmaArea area, CmaArea::open(kArea));
  say("cma_area_pages", area.pages());
  TRY_STATUS(divide(args, area.pages(), plan));
  TRY_STATUS(stay_on_node_of_cma());
  TRY_STATUS(keep_free_lists_short());
  return RequestPtr(std::make_unique<CmaArea>(std::move(area)));
}

Result<RequestPtr> prepare_offline(const Args& args, TeamPlan& plan) {
  TRY(MemoryBlocks blocks,
      MemoryBlocks::find(kMemoryBlocks, std::chrono::milliseconds(args.number("limit_ms"))));
  say("memory_blocks", blocks.ranges().size());
  say("memory_block_pages", blocks.ranges().front().count);
  TRY_STATUS(divide(args, blocks.ranges().front().count, plan));
  TRY_STATUS(allocate_from_node(blocks.node()));
  return RequestPtr(std::make_unique<MemoryBlocks>(std::move(blocks)));
}

Status run(const Args& args) {
  TeamPlan plan;
  TRY(plan.cpus, usable_cpus());
  plan.park = park_named(args.text("park"));
  plan.directory = args.text("directory");
  plan.pages_per_round = args.number("pages");
  plan.period = std::chrono::milliseconds(args.number("period_ms"));
  plan.quiet = args.text("mode") == "quiet";
  plan.hold = std::chrono::milliseconds(args.number("hold_ms"));
  plan.seed = args.number("seed");

  const bool offline = args.text("request") == "offline";
  TRY(const RequestPtr request, offline ? prepare_offline(args, plan) : prepare_cma(args, plan));
  TRY(Team team, Team::start(plan, request->ranges()));
  // After the churners have made their files: a file system keeps pages of its own pinned, which
  // must not lie in the area.
  std::optional<Ballast> ballast;
  if (!offline) {
    TRY(ballast, leave_room(request->ranges().front().count, plan.working_set()));
  }
  Campaign campaign(*request, team, plan.working_set());
  for (std::uint64_t i = 0; i < args.number("allocations"); ++i)
    TRY_STATUS(campaign.make_request());
  if (offline) {
    print_offline(campaign.results());
  } else {
    print_cma(campaign.results());
  }
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
