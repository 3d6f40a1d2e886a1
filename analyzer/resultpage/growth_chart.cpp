// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/growth_chart.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "format/swept_axis.h"
#include "stats/summary.h"
#include "text/table.h"

namespace folioscope::resultpage {
namespace {

constexpr double kInset = 26;        // between the frame and the first and last column
constexpr double kTitleHeight = 20;  // of a panel
constexpr double kFoot = 58;         // tick labels, name of the axis, air
constexpr double kDodge = 7;         // between the dots of two variants
constexpr double kSpread = 9;        // of the dots of one
constexpr double kGap = 14;          // between two panels
constexpr std::string_view kShade = "#f3f4f6";

struct Frame {
  PlotPlace place;
  const format::SweptAxis& across;
  const ChartAxis& axis;

  double x_of(double x) const {
    return place.left + kInset + (place.width() - 2 * kInset) * across.place(x);
  }
};

// Behind what has more vCPUs than the host has cores: half-way to the neighbours.
void draw_shade(const GrowthPicture& panel, const Frame& frame, Svg& svg) {
  const auto& columns = panel.columns;
  if (std::ranges::all_of(columns, &GrowthColumn::overcommitted)) return;  // the title says it
  std::optional<double> begin;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!columns[i].overcommitted) continue;
    const double x = frame.x_of(columns[i].x);
    const double left = i == 0 ? frame.place.left : (frame.x_of(columns[i - 1].x) + x) / 2;
    const double right =
        i + 1 == columns.size() ? frame.place.right : (x + frame.x_of(columns[i + 1].x)) / 2;
    svg.box(left, frame.place.top, right - left, kPlotHeight, kShade);
    if (!begin) begin = left;
  }
  if (begin)
    svg.text({.x = *begin + 5,
              .y = frame.place.top + 12,
              .text = "overcommitted",
              .size = 10,
              .colour = kPale});
}

// Labels that would touch the one before are left out; the table below has every value.
void draw_ticks(const GrowthPicture& panel, const std::string& name, const Frame& frame, Svg& svg) {
  const double bottom = frame.place.bottom();
  svg.line(frame.place.left, bottom, frame.place.right, bottom, kAxisColour);
  double free_from = frame.place.left - kInset;
  for (const GrowthColumn& column : panel.columns) {
    const double x = frame.x_of(column.x);
    svg.line(x, bottom, x, bottom + 4, kAxisColour);
    const std::string label = shortened(column.label, kLongestLabel);
    const double half = kLetter * static_cast<double>(text::display_width(label)) / 2;
    if (x - half < free_from) continue;
    free_from = x + half + 4;
    svg.text(
        {.x = x, .y = bottom + 18, .text = label, .size = 11, .colour = kInk, .anchor = "middle"});
  }
  svg.text({.x = (frame.place.left + frame.place.right) / 2,
            .y = bottom + 36,
            .text = name,
            .size = 11,
            .colour = kPale,
            .anchor = "middle"});
}

void draw_variant(const GrowthChart& chart, const GrowthPicture& panel, std::size_t variant,
                  const Frame& frame, Svg& svg) {
  const double middle = (static_cast<double>(chart.head.variants.size()) - 1) / 2;
  const double shift = kDodge * (static_cast<double>(variant) - middle);
  double last_x = 0, last_y = 0;
  bool connected = false;  // to the column before
  for (const GrowthColumn& column : panel.columns) {
    const ChartColumn& boots = column.variants[variant];
    const double x = frame.x_of(column.x) + shift;
    if (boots.values.empty()) {
      connected = false;  // a line across what nobody measured would claim something
      if (!boots.missing.empty())
        svg.text({.x = x + 4,
                  .y = frame.place.bottom() - 6,
                  .text = shortened(boots.missing, kLongestName),
                  .size = 10,
                  .colour = colour_of(variant),
                  .upwards = true});
      continue;
    }
    const auto count = static_cast<double>(boots.values.size());
    const double step = std::min(1.5, kSpread / count);  // equal boots are seen as several
    for (std::size_t i = 0; i < boots.values.size(); ++i)
      svg.dot(x + step * (static_cast<double>(i) - (count - 1) / 2),
              frame.place.y_of(frame.axis, boots.values[i]), 2.5, colour_of(variant),
              chart.axis + " " + column.label + ", " +
                  boot_hint(chart.head.variants[variant], i, boots.values.size(), chart.scale,
                            boots.values[i]));
    const double y = frame.place.y_of(frame.axis, stats::summarize(boots.values).mean);
    if (connected) svg.line(last_x, last_y, x, y, colour_of(variant), 2);
    svg.line(x - 4, y, x + 4, y, colour_of(variant), 2.5);
    last_x = x;
    last_y = y;
    connected = true;
  }
}

}  // namespace

std::string draw(const GrowthChart& chart) {
  std::vector<double> values, xs;
  for (const GrowthPicture& panel : chart.panels)
    for (const GrowthColumn& column : panel.columns) {
      xs.push_back(column.x);
      for (const ChartColumn& boots : column.variants)
        values.insert(values.end(), boots.values.begin(), boots.values.end());
    }
  const ChartAxis axis(values, chart.scale);
  const format::SweptAxis across(xs);
  const std::size_t per_row = chart.panels.size() > 1 ? 2 : 1;
  const std::size_t rows = (chart.panels.size() + per_row - 1) / per_row;
  const double head = head_height(chart.head), row_height = kTitleHeight + kPlotHeight + kFoot;
  const double slot = kChartWidth / static_cast<double>(per_row);
  const std::string note = across.note();
  const std::string name = chart.axis + (note.empty() ? "" : ", " + note);

  Svg svg(kChartWidth, head + row_height * static_cast<double>(rows),
          chart.head.title + " over " + chart.axis);
  draw_head(chart.head, svg);
  for (std::size_t i = 0; i < chart.panels.size(); ++i) {
    const GrowthPicture& panel = chart.panels[i];
    const double left = slot * static_cast<double>(i % per_row);
    const std::size_t row = i / per_row;
    const double top = head + row_height * static_cast<double>(row) + kTitleHeight;
    const Frame frame{
        {left + kChartLeft, left + slot - (per_row > 1 ? kGap : kChartRight), top}, across, axis};
    svg.text(
        {.x = frame.place.left,
         .y = top - 8,
         .text = shortened(panel.title, static_cast<std::size_t>(frame.place.width() / kLetter)),
         .size = 11,
         .colour = kInk});
    draw_shade(panel, frame, svg);
    draw_frame(chart.scale, axis, frame.place, svg);
    draw_ticks(panel, name, frame, svg);
    for (std::size_t variant = 0; variant < chart.head.variants.size(); ++variant)
      draw_variant(chart, panel, variant, frame, svg);
  }
  return std::move(svg).finish();
}

}  // namespace folioscope::resultpage
