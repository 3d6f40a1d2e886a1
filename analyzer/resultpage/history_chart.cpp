// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/history_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "compare/headlines.h"
#include "format/units.h"
#include "format/wording.h"
#include "resultpage/chart_parts.h"
#include "text/table.h"

namespace folioscope::resultpage {
namespace {

constexpr double kRunInset = 20;     // between the frame and the first and last run
constexpr double kPanelTitle = 22;   // of a panel
constexpr double kPanelFoot = 40;    // dates, air
constexpr double kHistoryHead = 40;  // title of all
constexpr std::size_t kDay = 10;     // "2026-11-30" of a date
constexpr std::string_view kChangeColour = "#cf222e";

struct HistoryFrame {
  PlotPlace place;
  const ChartAxis& axis;
  std::size_t runs;

  double x_of(std::size_t run) const {
    const double share = runs < 2 ? 0.5 : static_cast<double>(run) / static_cast<double>(runs - 1);
    return place.left + kRunInset + (place.width() - 2 * kRunInset) * share;
  }
  double y_of(double value) const { return place.y_of(axis, value); }
};

std::vector<double> shown_values(const compare::HistorySeries& series) {
  std::vector<double> values;
  for (const compare::HistoryPoint& point : series.points) {
    values.push_back(point.mean);
    if (point.interval) values.insert(values.end(), {point.interval->low, point.interval->high});
  }
  return values;
}

// Dates that would touch the one before are left out.
void draw_dates(const compare::HistorySeries& series, const HistoryFrame& frame, Svg& svg) {
  const double bottom = frame.place.bottom();
  svg.line(frame.place.left, bottom, frame.place.right, bottom, kAxisColour);
  double free_from = 0;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const double x = frame.x_of(i), half = kLetter * kDay / 2;
    svg.line(x, bottom, x, bottom + 4, kAxisColour);
    if (x - half < free_from) continue;
    free_from = x + half + 6;
    const std::string day = format::date(series.points[i].started).substr(0, kDay);
    svg.text(
        {.x = x, .y = bottom + 18, .text = day, .size = 11, .colour = kInk, .anchor = "middle"});
  }
}

void draw_levels(const compare::HistorySeries& series, const HistoryFrame& frame, Svg& svg) {
  for (const compare::HistoryLevel& level : series.levels) {
    const double y = frame.y_of(level.mean);
    svg.line(frame.x_of(level.first) - 6, y, frame.x_of(level.first + level.count - 1) + 6, y,
             colour_of(0), 2);
    if (!level.p) continue;
    const double x = (frame.x_of(level.first - 1) + frame.x_of(level.first)) / 2;
    svg.line(x, frame.place.top, x, frame.place.bottom(), kChangeColour, 1.5);
    const std::string said = format::p_statement(*level.p);
    svg.text(
        {.x = x + 4, .y = frame.place.top + 11, .text = said, .size = 10, .colour = kChangeColour});
  }
}

void draw_points(const compare::HistorySeries& series, const HistoryFrame& frame, Svg& svg) {
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const compare::HistoryPoint& point = series.points[i];
    const double x = frame.x_of(i);
    if (point.interval)
      svg.line(x, frame.y_of(point.interval->low), x, frame.y_of(point.interval->high), kPale);
    svg.dot(x, frame.y_of(point.mean), 3, colour_of(0),
            fmt::format("{}, {}: {}", point.run,
                        point.release.empty() ? format::date(point.started) : point.release,
                        format::with_symbol(series.scale, point.mean)));
  }
}

std::string panel_title(const compare::HistorySeries& series) {
  const std::string_view meaning = compare::describe(series.metric);
  return fmt::format("{}{}{} ({}, {}, {})", series.metric, meaning.empty() ? "" : ": ", meaning,
                     series.variant, series.machine, series.workload);
}

}  // namespace

std::string draw(const compare::History& history) {
  constexpr double kPanel = kPanelTitle + kPlotHeight + kPanelFoot;
  const std::string title = fmt::format(
      "{}, {}", history.experiment, format::plural(static_cast<std::int64_t>(history.runs), "run"));
  Svg svg(kChartWidth, kHistoryHead + kPanel * static_cast<double>(history.series.size()),
          title + " over time");
  svg.text({.x = kChartLeft,
            .y = 24,
            .text = shortened(title, static_cast<std::size_t>(kChartWidth / 9)),
            .size = 14,
            .bold = true});
  double top = kHistoryHead;
  for (const compare::HistorySeries& series : history.series) {
    const ChartAxis axis(shown_values(series), series.scale);
    const HistoryFrame frame{{.top = top + kPanelTitle}, axis, series.points.size()};
    svg.text({.x = kChartLeft,
              .y = frame.place.top - 8,
              .text = shortened(panel_title(series),
                                static_cast<std::size_t>(frame.place.width() / kLetter)),
              .size = 11,
              .colour = kInk});
    draw_frame(series.scale, axis, frame.place, svg);
    draw_dates(series, frame, svg);
    draw_levels(series, frame, svg);
    draw_points(series, frame, svg);
    top += kPanel;
  }
  return std::move(svg).finish();
}

}  // namespace folioscope::resultpage
