// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/experiment_rows.h"

namespace folioscope::run {

store::NamedValues named_values(const std::vector<spec::Setting>& settings) {
  store::NamedValues values;
  for (const spec::Setting& setting : settings) values.emplace_back(setting.path, setting.value);
  return values;
}

std::vector<store::AboutRow> about_rows(const spec::About& about) {
  std::vector<store::AboutRow> rows;
  const auto say = [&rows](const char* kind, const std::string& text) {
    if (!text.empty()) rows.push_back({kind, text});
  };
  say("thread", about.thread);
  say("subject", about.subject);
  say("date", about.date);
  say("question", about.question);
  say("expectation", about.expectation);
  for (const std::string& metric : about.headline) say("headline", metric);
  say("decide_metric", about.decide.metric);
  for (const std::string& caveat : about.caveats) say("caveat", caveat);
  return rows;
}

std::vector<store::ClaimRow> claim_rows(const spec::About& about) {
  std::vector<store::ClaimRow> rows;
  for (const spec::Claim& claim : about.claims)
    rows.push_back(
        {claim.says, claim.metric, claim.variant, claim.workload, claim.value, claim.unit});
  return rows;
}

std::vector<store::MetricPatternRow> pattern_rows(const spec::Workload& workload) {
  std::vector<store::MetricPatternRow> rows;
  for (const spec::MetricPattern& metric : workload.metrics)
    rows.push_back({metric.name, metric.pattern, metric.unit, metric.better});
  for (const std::string& counter : workload.vmstat)
    rows.push_back({counter, "", "count", "", true});
  return rows;
}

std::vector<store::WorkloadRow> workload_rows(const plan::Plan& plan) {
  std::vector<store::WorkloadRow> rows;
  for (const plan::WorkloadCondition& condition : plan.workloads) {
    rows.push_back({condition.key, static_cast<int>(rows.size()), condition.program, condition.args,
                    named_values(condition.settings), condition.swept,
                    plan.spec.bases[condition.base].name,
                    pattern_rows(plan.spec.workloads[condition.workload])});
  }
  return rows;
}

}  // namespace folioscope::run
