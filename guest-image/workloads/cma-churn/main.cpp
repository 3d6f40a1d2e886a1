// SPDX-License-Identifier: GPL-3.0-or-later
// cma-churn: do per-CPU LRU batches make CMA allocations fail?
//
// A pinned churner per CPU keeps a few pages of its own working set in the LRU batches of that CPU,
// where each has a reference that page migration does not expect. Before every request the working
// set is brought into the CMA area anew, because a request that succeeds has moved it out.
#include <cerrno>
#include <numeric>
#include <vector>

#include "workloads/cma-churn/area.h"
#include "workloads/cma-churn/ballast.h"
#include "workloads/cma-churn/team.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/main.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

// What cma= on the command line makes.
constexpr const char* kArea = "reserved";

constexpr Option kOptions[] = {
    {"allocations", "50", "1..100000", "requests for the whole CMA area"},
    {"park", "activate", "activate|deactivate|lru_add", "the LRU batch that the churners use"},
    {"pages", "7", "1..14", "pages parked per round; a batch is flushed when it holds 15"},
    {"period_ms", "50", "1..60000",
     "pause between two rounds; longer than a request leaves parked pages parked (quiet CPUs)"},
    {"fill_percent", "33", "1..36", "working set of all churners in percent of the area"},
    {"seed", "1", "0..18446744073709551615", "of the choice of pages"},
};
constexpr Program kProgram = {
    "cma-churn",
    "Requests a whole CMA area again and again while a churner on every CPU parks pages of it in\n"
    "per-CPU LRU batches. Reports cma_requests, cma_request_failures, cma_request_failure_rate, "
    "per\n"
    "request cma_request_latency and cma_resident_pages, and what the churners got done "
    "meanwhile:\n"
    "churn_rounds, churn_rounds_per_second, per round churn_round_latency. Needs root.",
    kOptions,
};

Park park_named(std::string_view name) {
  if (name == "deactivate") return Park::Deactivate;
  return name == "lru_add" ? Park::LruAdd : Park::Activate;
}

Result<ZoneFree> free_of_area() {
  // Folds the per-CPU parts of the counters in, so that zoneinfo is exact.
  if (const int error = write_number("/proc/sys/vm/stat_refresh", 1); error != 0) {
    errno = error;
    return errno_fault("write", "/proc/sys/vm/stat_refresh");
  }
  TRY(const std::string text, read_text("/proc/zoneinfo"));
  return cma_zone_free(text);
}

Result<std::uint64_t> free_outside_cma() {
  TRY(const ZoneFree free, free_of_area());
  return free.all - free.cma;
}

// Leaves so little memory outside the area that the working set is allocated inside, and yet
// enough to migrate all of it out.
//
// The kernel takes a movable page from CMA while more than half of the zone's free pages are CMA
// (__rmqueue(), mm/page_alloc.c). With an area of A pages, a working set of W and F free pages
// outside, all of W goes inside as long as A - W >= F at its end. So F = A - W, less a margin for
// pages on per-CPU lists; migration then has A - 2W to spare, a quarter of the area for the largest
// fill_percent, which covers the zone's watermarks.
Result<Ballast> leave_room(const CmaArea& area, std::uint64_t working_set) {
  const std::uint64_t margin = area.pages() / 32;
  const std::uint64_t wanted = area.pages() - working_set - margin;
  Ballast ballast;
  TRY(std::uint64_t outside, free_outside_cma());
  if (outside > 2 * area.pages()) {
    TRY_STATUS(ballast.add_huge_pages(outside - 2 * area.pages()));
    TRY(outside, free_outside_cma());
  }
  // The second pass takes what the first had to estimate.
  for (int pass = 0; pass < 2 && outside > wanted; ++pass) {
    TRY_STATUS(ballast.add_pipes(outside - wanted));
    TRY(outside, free_outside_cma());
  }
  print_line(fact_line("free_pages_outside", static_cast<double>(outside)));
  return ballast;
}

struct Results {
  std::vector<double> latency_ms;
  std::vector<double> resident;
  std::vector<double> rounds_us;
  std::uint64_t failures = 0;
};

Status one_request(const CmaArea& area, Team& team, std::uint64_t working_set, Results& results) {
  TRY(const std::uint64_t resident, team.refill());
  if (resident < working_set / 2) {
    return guest_fault("only " + std::to_string(resident) + " of " + std::to_string(working_set) +
                           " pages of the working set lie in the CMA area",
                       "leave less memory free in the guest, or lower --fill_percent");
  }
  results.resident.push_back(static_cast<double>(resident));
  TRY_STATUS(team.churn());
  const Stopwatch watch;
  const auto got = area.allocate_all();
  results.latency_ms.push_back(watch.milliseconds());
  TRY_STATUS(team.rest(results.rounds_us));
  if (!got.ok()) return got.fault();
  if (!*got) ++results.failures;
  return *got ? area.free_all() : Status{};
}

void report(const Results& results) {
  const auto requests = static_cast<double>(results.latency_ms.size());
  const auto failures = static_cast<double>(results.failures);
  print_line(metric_line("cma_requests", requests, "requests"));
  print_line(metric_line("cma_request_failures", failures, "requests"));
  print_line(metric_line("cma_request_failure_rate", failures / requests, "ratio"));
  print_line(samples_line("cma_request_latency", results.latency_ms, "ms"));
  print_line(samples_line("cma_resident_pages", results.resident, "pages"));
  // What the churners got done during the requests, and how long they took over it: the price that
  // applications pay for a request.
  const auto rounds = static_cast<double>(results.rounds_us.size());
  const double seconds =
      std::accumulate(results.latency_ms.begin(), results.latency_ms.end(), 0.0) / 1000;
  print_line(metric_line("churn_rounds", rounds, "rounds"));
  print_line(metric_line("churn_rounds_per_second", rounds / seconds, "1/s"));
  print_line(samples_line("churn_round_latency", results.rounds_us, "us"));
}

Status run(const Args& args) {
  TRY(const CmaArea area, CmaArea::open(kArea));
  TeamPlan plan;
  TRY(plan.cpus, usable_cpus());
  plan.park = park_named(args.text("park"));
  plan.pages_per_round = args.number("pages");
  plan.period = std::chrono::milliseconds(args.number("period_ms"));
  plan.seed = args.number("seed");
  plan.pages_per_churner = area.pages() * args.number("fill_percent") / 100 / plan.cpus.size();
  const std::uint64_t working_set = plan.pages_per_churner * plan.cpus.size();
  if (plan.pages_per_churner == 0)
    return guest_fault("the CMA area has less than a page for each CPU", "boot with a larger cma=");

  print_line(fact_line("cma_area_pages", static_cast<double>(area.pages())));
  print_line(fact_line("churners", static_cast<double>(plan.cpus.size())));
  print_line(fact_line("working_set_pages", static_cast<double>(working_set)));

  // On a machine of several nodes the churners must fill the node that holds the area.
  TRY(const ZoneFree zone, free_of_area());
  TRY_STATUS(allocate_from_node(zone.node));
  TRY(const Ballast ballast, leave_room(area, working_set));
  TRY(Team team, Team::start(plan, area));
  Results results;
  for (std::uint64_t i = 0; i < args.number("allocations"); ++i)
    TRY_STATUS(one_request(area, team, working_set, results));
  report(results);
  return {};
}

}  // namespace
}  // namespace folioscope::workloads

int main(int argc, char** argv) {
  using namespace folioscope::workloads;
  return run_main(kProgram, argc, argv, run);
}
