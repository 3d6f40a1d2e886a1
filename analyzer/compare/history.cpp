// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/history.h"

#include <fmt/format.h>

#include <algorithm>

#include "compare/family.h"

namespace folioscope::compare {
namespace {

// In a report without a choice this many metrics lead (findings.cpp); more series than can be read
// help nobody.
constexpr std::size_t kMostMetrics = 8;

std::string host_of(const query::Comparison& run) {
  std::string text;
  for (const query::HostFact& fact : run.host)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", fact.name, fact.value);
  return text;
}

std::string release_of(const query::Comparison& run, const query::Condition& condition,
                       const std::string& variant) {
  for (const query::Variant& one : run.variants)
    if (one.row.name == variant) return one.on(condition.base).kernel_release.value_or("");
  return {};
}

std::vector<HistoryLevel> levels_of(const std::vector<HistoryPoint>& points,
                                    const stats::ChangeSearch& search) {
  std::vector<double> means;
  means.reserve(points.size());
  for (const HistoryPoint& point : points) means.push_back(point.mean);
  std::vector<HistoryLevel> levels(1);
  for (const stats::ChangePoint& change : stats::change_points(means, search))
    levels.push_back({.first = change.at, .p = change.p});
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::size_t end = i + 1 < levels.size() ? levels[i + 1].first : means.size();
    levels[i].count = end - levels[i].first;
    levels[i].mean =
        stats::summarize(std::span(means).subspan(levels[i].first, levels[i].count)).mean;
  }
  return levels;
}

Scale scale_of_points(const std::string& unit, const std::vector<HistoryPoint>& points) {
  std::vector<double> values;
  for (const HistoryPoint& point : points) {
    values.push_back(point.mean);
    if (point.interval) values.insert(values.end(), {point.interval->low, point.interval->high});
  }
  return scale_for(unit, values);
}

void note_different(const char* what, const std::map<std::string, int>& values,
                    std::vector<std::string>& notes) {
  if (values.size() > 1)
    notes.push_back(fmt::format("the runs have {} different {}", values.size(), what));
}

}  // namespace

void HistoryOfRuns::add(const std::string& name, const query::Comparison& run) {
  experiment_ = run.run.name;
  ++runs_;
  ++accelerations_[run.run.acceleration];
  ++hosts_[host_of(run)];
  ++texts_[run.run.spec_text];
  std::vector<std::string> wanted = metrics_;
  if (wanted.empty()) {
    wanted = headline_of(run);
    wanted.resize(std::min(wanted.size(), kMostMetrics));
  }
  for (const std::string& metric : wanted) rank_.emplace(metric, rank_.size());
  for (const query::Condition& condition : run.conditions)
    for (const query::Series& series : condition.series)
      if (std::ranges::find(wanted, series.metric) != wanted.end())
        add_series(name, run, condition, series);
}

void HistoryOfRuns::add_series(const std::string& name, const query::Comparison& run,
                               const query::Condition& condition, const query::Series& series) {
  for (const query::VariantBoots& variant : series.variants) {
    std::vector<double> values;
    for (const query::BootValue& boot : variant.boots) values.push_back(boot.value);
    if (values.empty()) continue;
    variant_rank_.emplace(variant.variant, variant_rank_.size());
    const stats::Summary summary = stats::summarize(values);
    Of& of = series_[{series.metric, condition.machine, condition.workload, variant.variant}];
    of.unit = series.unit;
    of.points.push_back({.run = name,
                         .release = release_of(run, condition, variant.variant),
                         .started = run.run.started,
                         .boots = values.size(),
                         .mean = summary.mean,
                         .interval = stats::mean_interval(summary)});
  }
}

History HistoryOfRuns::finish(const stats::ChangeSearch& search) && {
  History history{.experiment = experiment_, .runs = runs_};
  for (auto& [key, of] : series_) {
    HistorySeries series{.unit = of.unit, .points = std::move(of.points)};
    std::tie(series.metric, series.machine, series.workload, series.variant) = key;
    std::ranges::stable_sort(series.points, {}, &HistoryPoint::started);
    series.levels = levels_of(series.points, search);
    series.scale = scale_of_points(series.unit, series.points);
    history.series.push_back(std::move(series));
  }
  std::ranges::stable_sort(history.series, {}, [this](const HistorySeries& series) {
    return std::tuple(rank_.at(series.metric), series.machine, series.workload,
                      variant_rank_.at(series.variant));
  });
  note_different("kinds of CPUs (KVM, emulated, imported)", accelerations_, history.differences);
  note_different("hosts", hosts_, history.differences);
  note_different("texts of the experiment", texts_, history.differences);
  return history;
}

}  // namespace folioscope::compare
