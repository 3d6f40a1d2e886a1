// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/overall.h"

#include <algorithm>

#include "compare/boots.h"
#include "compare/evaluate.h"
#include "compare/findings.h"
#include "compare/holders.h"

namespace folioscope::compare {
namespace {

bool has(const MetricResult& metric, Outcome outcome) {
  return std::ranges::any_of(metric.variants, [outcome](const VariantResult& result) {
    return result.outcome == outcome;
  });
}

bool regressed_under(const TestedRun& run, const ConditionResult& condition) {
  for (const MetricResult& metric : condition.metrics)
    if (has(metric, Outcome::Regressed)) return true;
  for (const query::Series& series : holder_series(run, *condition.where))
    if (has(evaluate(run, *condition.where, series), Outcome::Regressed)) return true;
  for (std::size_t variant = 1; variant < run.variants.size(); ++variant)
    if (ends_worse(run, *condition.where, variant)) return true;
  return false;
}

bool has_answer(const VariantResult& result) {
  switch (result.outcome) {
    case Outcome::Lead:
    case Outcome::Inconclusive:
    case Outcome::Withheld:
    case Outcome::NoData:
      return false;
    default:
      return true;
  }
}

// A variant that is not on the condition's base was not asked.
bool all_answered(const MetricResult& metric, const query::Condition& where) {
  for (std::size_t i = 0; i < metric.variants.size(); ++i)
    if (is_asked(where, i) && !has_answer(metric.variants[i])) return false;
  return true;
}

}  // namespace

bool ends_worse(const TestedRun& run, const query::Condition& condition, std::size_t variant) {
  if (same_code(run.variants.front(), run.variants[variant], condition.base)) return false;
  if (!run.family.ends_differently(condition, variant)) return false;
  const ConditionBoots boots(run, condition);
  const auto cells = boots.ended(variant);
  stats::Values values;
  for (const query::Cell* cell : cells)
    values.push_back(cell->row.status == CellStatus::Done ? 0 : 1);
  return stats::contrast(boots.labels(cells, variant), values).difference > 0;
}

Overall overall(const TestedRun& run) {
  const auto another = [&](const query::Variant& variant) {
    return &variant != &run.variants.front() && !same_code(run.variants.front(), variant);
  };
  if (std::ranges::none_of(run.variants, another)) return Overall::NoRegression;
  const Findings findings = find(run);
  for (const ConditionResult& condition : findings.conditions)
    if (regressed_under(run, condition)) return Overall::Regressed;
  const std::vector<std::size_t> told = findings.told();
  const bool answered = std::ranges::all_of(told, [&](std::size_t condition) {
    const MetricResult* metric = findings.conditions[condition].metric(findings.decisive);
    return metric != nullptr && all_answered(*metric, *findings.conditions[condition].where);
  });
  return answered && !told.empty() ? Overall::NoRegression : Overall::Inconclusive;
}

}  // namespace folioscope::compare
