// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/findings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "report/headlines.h"
#include "report/point_values.h"
#include "report/run_text.h"
#include "report/selection.h"

namespace folioscope::report {
namespace {

// Without a headline of its own an experiment shows so many at most.
constexpr std::size_t kMostUnasked = 8;

// Words of a point's name: the machine, the program and its parameters.
std::vector<std::string> words_of(const query::Group& group) {
  std::vector<std::string> words{group.machine};
  std::istringstream stream(group.workload);
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

// What every point has in common is left out; that it is amplified is always said.
void label(std::vector<Point>& points) {
  std::map<std::string, std::size_t> seen;
  for (const Point& point : points) {
    const std::vector<std::string> words = words_of(*point.group);
    for (const std::string& word : std::set<std::string>(words.begin(), words.end())) ++seen[word];
  }
  const bool all_overcommitted =
      std::ranges::all_of(points, [](const Point& point) { return point.host_cores > 0; });
  for (Point& point : points) {
    for (std::string& word : words_of(*point.group))
      if (seen[word] < points.size()) point.label.push_back(std::move(word));
    if (point.label.empty()) point.label = {point.group->machine, point.group->workload};
    if (point.amplified()) point.label.push_back("amplified");
    if (point.host_cores > 0 && !all_overcommitted) point.label.push_back(kOvercommitted);
  }
}

std::vector<std::string> choose_headline(const query::Comparison& comparison) {
  std::vector<std::string> ranked, reported;
  std::set<std::string> seen;
  for (const query::Group& group : comparison.groups)
    for (const query::Series* series : ordered(comparison, group)) {
      if (shown_in_a_table(comparison, series->metric) || !seen.insert(series->metric).second)
        continue;
      if (headline_rank(series->metric))
        ranked.push_back(series->metric);
      else if (series->source == "workload")
        reported.push_back(series->metric);
    }
  std::ranges::stable_sort(ranked, {},
                           [](const std::string& name) { return *headline_rank(name); });
  std::vector<std::string>& chosen = ranked.empty() ? reported : ranked;
  chosen.resize(std::min(chosen.size(), kMostUnasked));
  return std::move(chosen);
}

int host_cores(const query::Comparison& comparison) {
  const auto found =
      std::ranges::find(comparison.host, "cores", &std::pair<std::string, std::string>::first);
  return found == comparison.host.end() ? 0 : std::atoi(found->second.c_str());
}

Point point_of(const query::Comparison& comparison, const query::Group& group,
               const std::vector<std::string>& headline) {
  Point point;
  point.group = &group;
  const auto workload =
      std::ranges::find(comparison.workloads, group.workload, &store::WorkloadRow::name);
  if (workload != comparison.workloads.end()) point.amplifiers = amplifiers_of(workload->settings);
  const auto machine =
      std::ranges::find(comparison.machines, group.machine, &store::MachineRow::name);
  const int cores = host_cores(comparison);
  if (machine != comparison.machines.end() && cores > 0 && machine->vcpus > cores)
    point.host_cores = cores;
  for (const std::string& name : headline)
    if (const query::Series* series = series_of(group, name))
      point.metrics.push_back(evaluate(comparison, group, *series));
  return point;
}

// Larger is more decisive: first whether anything changed, then how much.
std::pair<bool, double> weight_of(const MetricResult& metric) {
  std::pair<bool, double> weight{false, 0};
  for (const VariantResult& result : metric.variants)
    if (result.verdict != Verdict::Baseline && result.difference.blocks > 0)
      weight =
          std::max(weight, {result.verdict == Verdict::Changed, std::abs(result.difference.mean)});
  return weight;
}

using Indexes = std::vector<std::size_t>;

std::optional<std::size_t> decide(const Findings& findings, const Indexes& among) {
  std::optional<std::size_t> best;
  std::pair<bool, double> most;
  for (const std::size_t i : among) {
    const Point& point = findings.points[i];
    const MetricResult* metric = point.metric(findings.decisive);
    if (metric == nullptr) continue;
    const auto weight = weight_of(*metric);
    if (best && weight <= most) continue;
    best = i;
    most = weight;
  }
  return best;
}

Indexes points_at(const query::Comparison& comparison, const Findings& findings,
                  const query::Settings& wanted, bool amplified) {
  Indexes fitting;
  for (std::size_t i = 0; i < findings.points.size(); ++i)
    if (findings.points[i].amplified() == amplified &&
        is_at(values_of(comparison, *findings.points[i].group), wanted))
      fitting.push_back(i);
  return fitting;
}

// Names the points of the verdict. An experiment that decides at an amplified point has the plain
// one of the same arguments beside it.
void choose_points(const query::Comparison& comparison, Findings& findings) {
  query::Settings wanted = comparison.about.decide.at, plain = wanted;
  std::erase_if(plain, [](const auto& entry) { return is_amplifier(entry.first); });
  Indexes amplified_points = points_at(comparison, findings, wanted, true);
  Indexes plain_points = points_at(comparison, findings, wanted, false);
  findings.amplified_decides = plain_points.empty() && !amplified_points.empty();
  if (findings.amplified_decides) plain_points = points_at(comparison, findings, plain, false);
  const Indexes& named = findings.amplified_decides ? amplified_points : plain_points;
  if (!wanted.empty()) findings.named = named.size();
  if (named.empty()) {  // not in this run, perhaps in another of its profiles
    findings.amplified_decides = false;
    amplified_points = points_at(comparison, findings, {}, true);
    plain_points = points_at(comparison, findings, {}, false);
  }
  findings.plain = decide(findings, plain_points);
  findings.amplified = decide(findings, amplified_points);
}

bool given(const Findings& findings, const std::string& metric) {
  return std::ranges::any_of(findings.points,
                             [&](const Point& point) { return point.metric(metric) != nullptr; });
}

}  // namespace

std::vector<std::size_t> Findings::told() const {
  std::vector<std::size_t> told;
  for (const auto& point :
       {amplified_decides ? amplified : plain, amplified_decides ? plain : amplified})
    if (point) told.push_back(*point);
  return told;
}

const query::Series* series_of(const query::Group& group, std::string_view metric) {
  const auto found = std::ranges::find(group.series, metric, &query::Series::metric);
  return found == group.series.end() ? nullptr : &*found;
}

const MetricResult* Point::metric(std::string_view name) const {
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

Findings find(const query::Comparison& comparison) {
  Findings findings;
  findings.chosen = !comparison.about.headline.empty();
  findings.headline = findings.chosen ? comparison.about.headline : choose_headline(comparison);
  const std::string& deciding = comparison.about.decide.metric;
  if (!deciding.empty() &&
      std::ranges::find(findings.headline, deciding) == findings.headline.end())
    findings.headline.insert(findings.headline.begin(), deciding);
  for (const query::Group& group : comparison.groups)
    findings.points.push_back(point_of(comparison, group, findings.headline));
  label(findings.points);
  if (given(findings, deciding)) findings.decisive = deciding;
  for (const std::string& name : findings.headline)
    if (findings.decisive.empty() && given(findings, name)) findings.decisive = name;
  choose_points(comparison, findings);
  return findings;
}

Scale scale_of(const Findings& findings, std::string_view metric) {
  std::vector<double> values;
  std::string unit;
  for (const Point& point : findings.points)
    if (const MetricResult* result = point.metric(metric)) {
      unit = result->unit;
      for (const VariantResult& variant : result->variants)
        if (variant.summary.count > 0)
          values.insert(values.end(), {variant.summary.minimum, variant.summary.maximum});
    }
  return scale_for(unit, values);
}

std::string point_title(const query::Comparison& comparison, const Point& point) {
  std::string text = group_title(comparison, *point.group);
  if (point.host_cores > 0) {
    const auto machine =
        std::ranges::find(comparison.machines, point.group->machine, &store::MachineRow::name);
    text +=
        fmt::format("; overcommitted: {} vCPUs on {} host cores", machine->vcpus, point.host_cores);
  }
  if (point.amplified()) text += fmt::format("; amplified: {}", point.amplifiers);
  return text;
}

std::string failures_text(const query::Comparison& comparison, const query::Group& group,
                          const std::string& variant) {
  std::map<CellStatus, int> boots;
  for (const query::Cell& cell : comparison.cells)
    if (cell.row.variant == variant && cell.row.machine == group.machine &&
        cell.row.workload == group.workload && cell.row.status != CellStatus::Done &&
        cell.row.status != CellStatus::Planned)
      ++boots[cell.row.status];
  std::string text;
  for (const auto& [status, count] : boots)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(status));
  return text;
}

}  // namespace folioscope::report
