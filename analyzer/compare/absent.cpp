// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/absent.h"

#include <algorithm>
#include <set>

namespace folioscope::compare {
namespace {

bool has_boots(const query::Condition& condition) {
  return std::ranges::any_of(condition.variants,
                             [](const query::VariantFacts& facts) { return facts.done > 0; });
}

bool gives(const query::Condition& condition, const std::string& metric) {
  return std::ranges::any_of(condition.series,
                             [&](const query::Series& series) { return series.metric == metric; });
}

}  // namespace

std::vector<AbsentMetric> absent_metrics(const query::Comparison& run,
                                         const std::vector<std::string>& metrics) {
  std::vector<AbsentMetric> absent;
  for (const std::string& metric : metrics) {
    std::set<std::string> with, without;
    for (const query::Condition& condition : run.conditions)
      if (has_boots(condition)) (gives(condition, metric) ? with : without).insert(condition.base);
    for (const std::string& base : without)
      if (!with.empty() && !with.contains(base)) absent.push_back({metric, base});
  }
  return absent;
}

}  // namespace folioscope::compare
