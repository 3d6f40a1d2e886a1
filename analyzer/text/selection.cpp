// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/selection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>

#include "compare/evaluate.h"

namespace folioscope::text {
namespace {

Status check_name(std::string_view noun, const std::string& name,
                  const std::set<std::string>& known) {
  if (name.empty() || known.contains(name)) return {};
  return user_fault(fmt::format("this run has no {} '{}'", noun, name),
                    known.empty() ? fmt::format("it has no {} yet", noun)
                                  : fmt::format("it has: {}", fmt::join(known, ", ")));
}

}  // namespace

Status check_names(const query::Comparison& comparison, const Options& options) {
  std::set<std::string> machines, workloads, metrics;
  for (const query::Condition& condition : comparison.conditions) {
    machines.insert(condition.machine);
    workloads.insert(condition.workload);
    for (const query::Series& series : condition.series) metrics.insert(series.metric);
  }
  TRY_STATUS(check_name("machine", options.machine, machines));
  TRY_STATUS(check_name("workload", options.workload, workloads));
  for (const std::string& metric : options.metrics)
    TRY_STATUS(check_name("metric", metric, metrics));
  return {};
}

std::vector<Selection> select(const query::Comparison& comparison, const Options& options) {
  const auto headline = [&](const query::Series* series) {
    return compare::is_headline(comparison, series->metric);
  };
  std::vector<Selection> selections;
  for (const query::Condition& condition : comparison.conditions) {
    if (!options.machine.empty() && condition.machine != options.machine) continue;
    if (!options.workload.empty() && condition.workload != options.workload) continue;
    Selection selection{&condition, compare::ordered(comparison, condition), 0};
    if (options.metrics.empty())
      std::erase_if(selection.series, [&](const query::Series* series) {
        return compare::shown_in_a_table(comparison, series->metric);
      });
    const std::size_t all = selection.series.size();
    if (!options.metrics.empty()) {
      std::erase_if(selection.series, [&](const query::Series* series) {
        return std::ranges::find(options.metrics, series->metric) == options.metrics.end();
      });
    } else if (!options.all && std::ranges::any_of(selection.series, headline)) {
      std::erase_if(selection.series,
                    [&](const query::Series* series) { return !headline(series); });
      selection.left_out = all - selection.series.size();
    }
    selections.push_back(std::move(selection));
  }
  return selections;
}

}  // namespace folioscope::text
