// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/campaign.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "workloads/kit/guest.h"
#include "workloads/kit/report.h"

namespace folioscope::workloads {
namespace {

// What the churners got done during the requests, and how long they took over it: the price that
// applications pay for a request.
void print_churners(const Results& results) {
  const auto rounds = static_cast<double>(results.rounds_us.size());
  const double seconds =
      std::accumulate(results.latency_ms.begin(), results.latency_ms.end(), 0.0) / 1000;
  print_line(metric_line("churn_rounds", rounds, "rounds"));
  print_line(metric_line("churn_rounds_per_second", rounds / seconds, "1/s"));
  print_samples("churn_round_latency", results.rounds_us, "us");
}

}  // namespace

Status Campaign::make_request() {
  TRY(const std::vector<std::uint64_t> inside, team_.refill());
  const auto most = std::ranges::max_element(inside);
  if (*most < working_set_ / 2) {
    return guest_fault("only " + std::to_string(*most) + " of " + std::to_string(working_set_) +
                           " pages of the working set lie in the range to be emptied",
                       "leave less memory free in the guest, or lower --fill_percent");
  }
  const auto range = static_cast<std::size_t>(most - inside.begin());
  results_.resident.push_back(static_cast<double>(*most));
  TRY_STATUS(team_.churn());
  const Stopwatch watch;
  const auto got = request_.take(range);
  results_.latency_ms.push_back(watch.milliseconds());
  TRY_STATUS(team_.rest(results_.rounds_us));
  if (!got.ok()) return got.fault();
  if (!*got) ++results_.failures;
  return *got ? request_.give_back(range) : Status{};
}

void print_cma(const Results& results) {
  const auto requests = static_cast<double>(results.latency_ms.size());
  const auto failures = static_cast<double>(results.failures);
  print_line(metric_line("cma_requests", requests, "requests"));
  print_line(metric_line("cma_request_failures", failures, "requests"));
  print_line(metric_line("cma_request_failure_rate", failures / requests, "ratio"));
  print_samples("cma_request_latency", results.latency_ms, "ms");
  print_samples("cma_resident_pages", results.resident, "pages");
  print_churners(results);
}

void print_offline(const Results& results) {
  const auto requests = static_cast<double>(results.latency_ms.size());
  const auto failures = static_cast<double>(results.failures);
  print_line(metric_line("offline_requests", requests, "requests"));
  print_line(metric_line("offline_failures", failures, "requests"));
  print_line(metric_line("offline_success_ratio", (requests - failures) / requests, "ratio"));
  print_samples("offline_latency", results.latency_ms, "ms");
  print_samples("offline_resident_pages", results.resident, "pages");
  print_churners(results);
}

}  // namespace folioscope::workloads
