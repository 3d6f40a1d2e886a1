// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/dot_chart.h"

#include <algorithm>

#include "resultpage/chart_axis.h"
#include "resultpage/svg.h"
#include "stats/summary.h"
#include "text/table.h"

namespace folioscope::resultpage {
namespace {

constexpr double kPlot = kChartWidth - kChartLeft - kChartRight;
constexpr double kWidestColumn = 84;

// Where the parts of a chart go.
struct Layout {
  std::size_t per_row = 1, rows = 1, label_lines = 1;
  double slot = 0, column = 0;  // width of a category, of a variant in it
  double head = 0, row_height = 0;

  double height() const { return head + row_height * static_cast<double>(rows); }
  double top(std::size_t category) const {
    const std::size_t row = category / per_row;
    return head + row_height * static_cast<double>(row);
  }
  double left(std::size_t category) const {
    return kChartLeft + slot * static_cast<double>(category % per_row);
  }
};

Layout lay_out(const DotChart& chart, double head) {
  Layout layout;
  double wanted = 18 + 16 * static_cast<double>(std::max<std::size_t>(chart.variants.size(), 1));
  for (const ChartCategory& category : chart.categories) {
    layout.label_lines = std::max(layout.label_lines, category.label.size());
    for (const std::string& line : category.label)
      wanted = std::max(wanted, 10 + kLetter * static_cast<double>(std::min(
                                                   text::display_width(line), kLongestLabel)));
  }
  const std::size_t categories = std::max<std::size_t>(chart.categories.size(), 1);
  const auto most = std::max<std::size_t>(static_cast<std::size_t>(kPlot / wanted), 1);
  layout.rows = (categories + most - 1) / most;
  layout.per_row = (categories + layout.rows - 1) / layout.rows;
  layout.slot = kPlot / static_cast<double>(layout.per_row);
  layout.column = std::min(
      kWidestColumn,
      (layout.slot - 12) / static_cast<double>(std::max<std::size_t>(chart.variants.size(), 1)));
  layout.head = head;
  layout.row_height = kPlotHeight + kLineHeight * static_cast<double>(layout.label_lines) + 32;
  return layout;
}

void draw_column(const DotChart& chart, std::size_t variant, const ChartColumn& column,
                 const ChartAxis& axis, double left, double width, double top, Svg& svg) {
  const double middle = left + width / 2, bottom = top + kPlotHeight;
  if (column.values.empty()) {
    if (!column.missing.empty())
      svg.text({.x = middle + 4,
                .y = bottom - 6,
                .text = shortened(column.missing, kLongestName),
                .size = 11,
                .colour = colour_of(variant),
                .upwards = true});
    return;
  }
  const auto y_of = [&](double value) { return top + kPlotHeight * (1 - axis.place(value)); };
  const auto count = static_cast<double>(column.values.size());
  const double step = std::min(7.0, (width - 8) / std::max(count, 1.0));
  for (std::size_t i = 0; i < column.values.size(); ++i) {
    const double value = column.values[i];
    svg.dot(middle + step * (static_cast<double>(i) - (count - 1) / 2), y_of(value), 3,
            colour_of(variant),
            boot_hint(chart.variants[variant], i, column.values.size(), chart.scale, value));
  }
  const double mean = y_of(stats::summarize(column.values).mean);
  svg.line(left + 2, mean, left + width - 2, mean, colour_of(variant), 2.5);
}

void draw_category(const DotChart& chart, std::size_t index, const Layout& layout,
                   const ChartAxis& axis, Svg& svg) {
  const ChartCategory& category = chart.categories[index];
  const double top = layout.top(index), left = layout.left(index);
  const double used = layout.column * static_cast<double>(category.columns.size());
  for (std::size_t i = 0; i < category.columns.size(); ++i)
    draw_column(chart, i, category.columns[i], axis,
                left + (layout.slot - used) / 2 + layout.column * static_cast<double>(i),
                layout.column, top, svg);
  if (index % layout.per_row > 0) svg.line(left, top, left, top + kPlotHeight, kGrid);
  double y = top + kPlotHeight + 18;
  for (const std::string& line : category.label) {
    svg.text({.x = left + layout.slot / 2,
              .y = y,
              .text = shortened(line, kLongestLabel),
              .size = 11,
              .colour = kInk,
              .anchor = "middle"});
    y += kLineHeight;
  }
}

}  // namespace

std::string draw(const DotChart& chart) {
  std::vector<double> values;
  for (const ChartCategory& category : chart.categories)
    for (const ChartColumn& column : category.columns)
      values.insert(values.end(), column.values.begin(), column.values.end());
  const ChartAxis axis(values, chart.scale);
  const ChartHead head{chart.title, chart.meaning, chart.variants};
  const Layout layout = lay_out(chart, head_height(head));

  Svg svg(kChartWidth, layout.height(), chart.title + ", boot by boot");
  draw_head(head, svg);
  for (std::size_t row = 0; row < layout.rows; ++row)
    draw_frame(chart.scale, axis, {.top = layout.top(row * layout.per_row)}, svg);
  for (std::size_t i = 0; i < chart.categories.size(); ++i)
    draw_category(chart, i, layout, axis, svg);
  return std::move(svg).finish();
}

}  // namespace folioscope::resultpage
