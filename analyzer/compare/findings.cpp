// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "compare/condition_values.h"
#include "compare/headlines.h"
#include "compare/scale.h"

namespace folioscope::compare {
namespace {

// Without a headline of its own an experiment shows so many at most.
constexpr std::size_t kMostUnasked = 8;

std::vector<LabelPart> parts_of(const query::Condition& condition) {
  std::vector<LabelPart> parts{{{}, condition.machine}, {{}, condition.program}};
  for (const auto& [name, value] : condition.swept)
    parts.push_back({name, fmt::format("{}={}", name, value)});
  return parts;
}

// What every condition has in common is left out; that it is amplified is always said.
void label(std::vector<ConditionResult>& conditions) {
  std::map<LabelPart, std::size_t> seen;
  for (const ConditionResult& condition : conditions) {
    const std::vector<LabelPart> parts = parts_of(*condition.where);
    for (const LabelPart& part : std::set<LabelPart>(parts.begin(), parts.end())) ++seen[part];
  }
  const bool all_overcommitted = std::ranges::all_of(
      conditions, [](const ConditionResult& condition) { return condition.host_cores > 0; });
  for (ConditionResult& condition : conditions) {
    for (LabelPart& part : parts_of(*condition.where))
      if (seen[part] < conditions.size()) condition.label.push_back(std::move(part));
    if (condition.label.empty())
      condition.label = {{{}, condition.where->machine}, {{}, condition.where->workload}};
    if (condition.amplified()) condition.label.push_back({{}, "amplified"});
    if (condition.host_cores > 0 && !all_overcommitted)
      condition.label.push_back({{}, kOvercommitted});
  }
}

ConditionResult result_of(const TestedRun& comparison, const query::Condition& condition,
                          const std::vector<std::string>& headline) {
  ConditionResult result;
  result.where = &condition;
  const auto workload =
      std::ranges::find(comparison.workloads, condition.workload, &store::WorkloadRow::name);
  if (workload != comparison.workloads.end()) result.amplifiers = amplifiers_of(workload->settings);
  const auto machine =
      std::ranges::find(comparison.machines, condition.machine, &store::MachineRow::name);
  const std::optional<std::uint64_t> cores = query::number_of(comparison.host, "cores");
  if (machine != comparison.machines.end() && cores && *cores > 0 &&
      std::cmp_greater(machine->vcpus, *cores))
    result.host_cores = static_cast<int>(*cores);
  for (const std::string& name : headline)
    if (const query::Series* series = series_of(condition, name))
      result.metrics.push_back(evaluate(comparison, condition, *series));
  return result;
}

// Larger is more decisive: first whether anything changed, then how much.
std::pair<bool, double> weight_of(const MetricResult& metric) {
  std::pair<bool, double> weight{false, 0};
  for (const VariantResult& result : metric.variants)
    if (result.outcome != Outcome::Baseline && result.difference.blocks > 0)
      weight = std::max(weight, {is_change(result.outcome), std::abs(result.difference.mean)});
  return weight;
}

using Indexes = std::vector<std::size_t>;

std::optional<std::size_t> decide(const Findings& findings, const Indexes& among) {
  std::optional<std::size_t> best;
  std::pair<bool, double> most;
  for (const std::size_t i : among) {
    const ConditionResult& condition = findings.conditions[i];
    const MetricResult* metric = condition.metric(findings.decisive);
    if (metric == nullptr) continue;
    const auto weight = weight_of(*metric);
    if (best && weight <= most) continue;
    best = i;
    most = weight;
  }
  return best;
}

Indexes conditions_at(const query::Comparison& comparison, const Findings& findings,
                      const query::Settings& wanted, bool amplified) {
  Indexes fitting;
  for (std::size_t i = 0; i < findings.conditions.size(); ++i)
    if (findings.conditions[i].amplified() == amplified &&
        is_at(values_of(comparison, *findings.conditions[i].where), wanted))
      fitting.push_back(i);
  return fitting;
}

// Names the conditions of the outcome. An experiment that decides at an amplified condition has the
// plain one of the same arguments beside it.
void choose_conditions(const query::Comparison& comparison, Findings& findings) {
  query::Settings wanted = comparison.about.decide.at, plain = wanted;
  std::erase_if(plain, [](const auto& entry) { return is_amplifier(entry.first); });
  Indexes amplified_points = conditions_at(comparison, findings, wanted, true);
  Indexes plain_points = conditions_at(comparison, findings, wanted, false);
  findings.amplified_decides = plain_points.empty() && !amplified_points.empty();
  if (findings.amplified_decides) plain_points = conditions_at(comparison, findings, plain, false);
  const Indexes& named = findings.amplified_decides ? amplified_points : plain_points;
  if (!wanted.empty()) findings.named = named.size();
  if (named.empty()) {  // not in this run, perhaps in another of its profiles
    findings.amplified_decides = false;
    amplified_points = conditions_at(comparison, findings, {}, true);
    plain_points = conditions_at(comparison, findings, {}, false);
  }
  findings.plain = decide(findings, plain_points);
  findings.amplified = decide(findings, amplified_points);
}

bool given(const Findings& findings, const std::string& metric) {
  return std::ranges::any_of(findings.conditions, [&](const ConditionResult& condition) {
    return condition.metric(metric) != nullptr;
  });
}

}  // namespace

std::vector<std::size_t> Findings::told() const {
  std::vector<std::size_t> told;
  for (const auto& condition :
       {amplified_decides ? amplified : plain, amplified_decides ? plain : amplified})
    if (condition) told.push_back(*condition);
  return told;
}

const query::Series* series_of(const query::Condition& condition, std::string_view metric) {
  const auto found = std::ranges::find(condition.series, metric, &query::Series::metric);
  return found == condition.series.end() ? nullptr : &*found;
}

const MetricResult* ConditionResult::metric(std::string_view name) const {
  const auto found = std::ranges::find(metrics, name, &MetricResult::metric);
  return found == metrics.end() ? nullptr : &*found;
}

std::string amplifiers_of(const query::Settings& settings) {
  std::string text;
  for (const auto& [path, value] : settings) {
    const std::string name = last_part(path);
    if (!is_amplifier(name) || value == "0") continue;
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
  }
  return text;
}

namespace {

std::vector<std::string> choose_headline(const query::Comparison& comparison) {
  std::vector<std::string> own, ranked, reported;
  std::set<std::string> seen;
  for (const query::Condition& condition : comparison.conditions)
    for (const query::Series* series : ordered(comparison, condition)) {
      if (shown_in_a_table(comparison, series->metric) || !seen.insert(series->metric).second)
        continue;
      if (is_of_own_program(comparison, series->metric))
        own.push_back(series->metric);
      else if (headline_rank(series->metric))
        ranked.push_back(series->metric);
      else if (series->source == "workload")
        reported.push_back(series->metric);
    }
  std::ranges::stable_sort(ranked, {},
                           [](const std::string& name) { return *headline_rank(name); });
  std::ranges::move(ranked.empty() && own.empty() ? reported : ranked, std::back_inserter(own));
  return own;
}

}  // namespace

std::vector<std::string> headline_of(const query::Comparison& comparison) {
  std::vector<std::string> headline =
      comparison.about.headline.empty() ? choose_headline(comparison) : comparison.about.headline;
  const std::string& deciding = comparison.about.decide.metric;
  if (!deciding.empty() && std::ranges::find(headline, deciding) == headline.end())
    headline.insert(headline.begin(), deciding);
  return headline;
}

Findings find(const TestedRun& comparison) {
  Findings findings;
  findings.chosen = !comparison.about.headline.empty();
  findings.headline = headline_of(comparison);
  if (!findings.chosen) findings.headline.resize(std::min(findings.headline.size(), kMostUnasked));
  const std::string& deciding = comparison.about.decide.metric;
  for (const query::Condition& condition : comparison.conditions)
    findings.conditions.push_back(result_of(comparison, condition, findings.headline));
  label(findings.conditions);
  if (given(findings, deciding)) findings.decisive = deciding;
  for (const std::string& name : findings.headline)
    if (findings.decisive.empty() && given(findings, name)) findings.decisive = name;
  choose_conditions(comparison, findings);
  return findings;
}

Scale scale_of(const Findings& findings, std::string_view metric) {
  std::vector<double> values;
  std::string unit;
  for (const ConditionResult& condition : findings.conditions)
    if (const MetricResult* result = condition.metric(metric)) {
      unit = result->unit;
      for (const VariantResult& variant : result->variants)
        if (variant.summary.count > 0)
          values.insert(values.end(), {variant.summary.minimum, variant.summary.maximum});
    }
  return scale_for(unit, values);
}

}  // namespace folioscope::compare
