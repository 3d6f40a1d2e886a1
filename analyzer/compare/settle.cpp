// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/settle.h"

#include <algorithm>

#include "compare/evaluate.h"
#include "compare/findings.h"

namespace folioscope::compare {
namespace {

// The conditions stay: among how many the error is shared does not depend on what has run.
void restrict_to(query::Comparison& comparison, const Place& place, int blocks) {
  const auto elsewhere = [&](const auto& row) {
    return row.machine != place.machine || row.workload != place.workload;
  };
  std::erase_if(comparison.cells, [&](const query::Cell& cell) {
    return elsewhere(cell.row) || cell.row.block >= blocks;
  });
  for (query::Condition& condition : comparison.conditions) {
    if (elsewhere(condition)) condition.series.clear();
    for (query::Series& series : condition.series)
      for (query::VariantBoots& variant : series.variants)
        std::erase_if(variant.boots,
                      [&](const query::BootValue& boot) { return boot.block >= blocks; });
  }
}

bool decided(const VariantResult& result) {
  switch (result.outcome) {
    case Outcome::Inconclusive:
    case Outcome::NoData:
      return false;
    case Outcome::Withheld:  // more boots make no loss equal, but unequal ends are an answer
      return result.withheld == WithheldFor::Endings;
    default:
      return true;
  }
}

}  // namespace

bool settled(query::Comparison comparison, const Place& place, int blocks) {
  restrict_to(comparison, place, blocks);
  const TestedRun run = tested(std::move(comparison));
  const auto condition = std::ranges::find_if(run.conditions, [&](const query::Condition& one) {
    return one.machine == place.machine && one.workload == place.workload;
  });
  if (condition == run.conditions.end() || run.variants.size() < 2) return false;
  const query::Series* deciding = series_of(*condition, run.about.decide.metric);
  for (const std::string& name : headline_of(run))
    if (deciding == nullptr) deciding = series_of(*condition, name);
  if (deciding == nullptr) return false;
  const MetricResult result = evaluate(run, *condition, *deciding);
  for (std::size_t i = 1; i < result.variants.size(); ++i)
    if (!decided(result.variants[i]) && !run.family.ends_differently(*condition, i)) return false;
  return true;
}

}  // namespace folioscope::compare
