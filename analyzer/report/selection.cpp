// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/selection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <string>

#include "report/evaluate.h"

namespace folioscope::report {
namespace {

Status check_name(std::string_view noun, const std::string& name,
                  const std::set<std::string>& known) {
  if (name.empty() || known.contains(name)) return {};
  return user_fault(fmt::format("this run has no {} '{}'", noun, name),
                    known.empty() ? fmt::format("it has no {} yet", noun)
                                  : fmt::format("it has: {}", fmt::join(known, ", ")));
}

}  // namespace

bool shown_in_a_table(const query::Comparison& comparison, std::string_view metric) {
  const std::vector<std::string>& chosen = comparison.about.headline;
  if (std::ranges::find(chosen, metric) != chosen.end()) return false;
  if (metric.starts_with("holder_share_")) return !comparison.culprits.boots.empty();
  return query::about_page_locks(metric) && !comparison.lock_distributions.empty();
}

Status check_names(const query::Comparison& comparison, const Options& options) {
  std::set<std::string> machines, workloads, metrics;
  for (const query::Group& group : comparison.groups) {
    machines.insert(group.machine);
    workloads.insert(group.workload);
    for (const query::Series& series : group.series) metrics.insert(series.metric);
  }
  TRY_STATUS(check_name("machine", options.machine, machines));
  TRY_STATUS(check_name("workload", options.workload, workloads));
  for (const std::string& metric : options.metrics)
    TRY_STATUS(check_name("metric", metric, metrics));
  return {};
}

std::vector<Selection> select(const query::Comparison& comparison, const Options& options) {
  const auto headline = [&](const query::Series* series) {
    return is_headline(comparison, series->metric);
  };
  std::vector<Selection> selections;
  for (const query::Group& group : comparison.groups) {
    if (!options.machine.empty() && group.machine != options.machine) continue;
    if (!options.workload.empty() && group.workload != options.workload) continue;
    Selection selection{&group, ordered(comparison, group), 0};
    if (options.metrics.empty())
      std::erase_if(selection.series, [&](const query::Series* series) {
        return shown_in_a_table(comparison, series->metric);
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

}  // namespace folioscope::report
