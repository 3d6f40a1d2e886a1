// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/history.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/shown_text.h"
#include "compare/headlines.h"
#include "format/units.h"
#include "format/wording.h"
#include "text/run_sections.h"
#include "text/table.h"

namespace folioscope::text {
namespace {

using HistoryRecord = nlohmann::ordered_json;

// What changed at the begin of a level: from the mean of the one before.
std::string change_text(const compare::HistorySeries& series, std::size_t level) {
  const compare::HistoryLevel &now = series.levels[level], &before = series.levels[level - 1];
  std::string relative;
  if (before.mean != 0)
    relative = fmt::format(" ({:+.1f} %)", 100 * (now.mean - before.mean) / std::abs(before.mean));
  return fmt::format(
      "changed: {} {}{}, {}", format::signed_number(series.scale, now.mean - before.mean),
      format::difference_symbol(series.scale), relative, format::p_statement(*now.p));
}

std::string series_title(const compare::HistorySeries& series) {
  const std::string_view meaning = compare::describe(series.metric);
  return fmt::format("{}{}{}{} ({}, {}, {})", series.metric,
                     series.scale.symbol.empty() ? "" : ", " + series.scale.symbol,
                     meaning.empty() ? "" : ": ", meaning, series.variant, series.machine,
                     series.workload);
}

std::string mean_interval_text(const compare::HistorySeries& series,
                               const compare::HistoryPoint& point) {
  if (!point.interval) return {};
  return fmt::format("[{}, {}]", format::number(series.scale, point.interval->low),
                     format::number(series.scale, point.interval->high));
}

std::string series_table(const compare::HistorySeries& series) {
  Table table({Align::Left, Align::Left, Align::Left, Align::Right, Align::Right, Align::Left,
               Align::Left});
  table.add({"started", "run", "kernel", "boots", "mean", "95 % interval", ""});
  std::size_t level = 0;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const compare::HistoryPoint& point = series.points[i];
    std::string change;
    if (level + 1 < series.levels.size() && series.levels[level + 1].first == i)
      change = change_text(series, ++level);
    table.add({format::date(point.started), point.run, point.release, std::to_string(point.boots),
               format::number(series.scale, point.mean), mean_interval_text(series, point),
               change});
  }
  return table.render(2);
}

constexpr const char* kHistoryLegend =
    "mean and interval (Student's): over the boots of a run. changed: E-divisive (Matteson and "
    "James "
    "2014) on the means of the runs, each cut at p <= 0.01 by 999 permutations with a fixed seed; "
    "the "
    "difference is between the means of the runs before and after, up to the next change. With no "
    "change at all one series of a hundred has one. A part has three runs at least. What changed, "
    "the "
    "kernel or the host, no series tells by itself: see whether the other variants changed with "
    "it.";

HistoryRecord series_record(const compare::HistorySeries& series) {
  HistoryRecord points = HistoryRecord::array(), levels = HistoryRecord::array();
  for (const compare::HistoryPoint& point : series.points) {
    HistoryRecord record = {
        {"run", point.run},     {"release", point.release}, {"started_host_ns", point.started.ns},
        {"boots", point.boots}, {"mean", point.mean},       {"interval", nullptr}};
    if (point.interval) record["interval"] = {point.interval->low, point.interval->high};
    points.push_back(std::move(record));
  }
  for (const compare::HistoryLevel& level : series.levels) {
    HistoryRecord record = {
        {"first", level.first}, {"runs", level.count}, {"mean", level.mean}, {"p", nullptr}};
    if (level.p) record["p"] = *level.p;
    levels.push_back(std::move(record));
  }
  return {{"metric", series.metric},     {"unit", series.unit},       {"machine", series.machine},
          {"workload", series.workload}, {"variant", series.variant}, {"points", std::move(points)},
          {"levels", std::move(levels)}};
}

}  // namespace

std::string history_text(const compare::History& history) {
  std::string text = fmt::format("{}: {}\n", printable(history.experiment),
                                 format::plural(static_cast<std::int64_t>(history.runs), "run"));
  for (const std::string& difference : history.differences)
    text += wrap("note: " + difference, 2, kLineWidth);
  for (const compare::HistorySeries& series : history.series)
    text += '\n' + wrap(printable(series_title(series)), 0, kLineWidth) + series_table(series);
  if (history.series.empty()) return text + "  no boot of them has given such a metric\n";
  return text + "\nHow to read it\n\n" + wrap(kHistoryLegend, 2, kLineWidth);
}

std::string history_json(const compare::History& history) {
  HistoryRecord series = HistoryRecord::array();
  for (const compare::HistorySeries& one : history.series) series.push_back(series_record(one));
  return json_text(HistoryRecord{{"experiment", history.experiment},
                                 {"runs", history.runs},
                                 {"differences", history.differences},
                                 {"series", std::move(series)}}) +
         '\n';
}

}  // namespace folioscope::text
