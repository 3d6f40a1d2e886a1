// SPDX-License-Identifier: GPL-3.0-or-later
// What the charts of a page share: their measures, the colours of variants, title, legend and the
// frame of a plot. Pixels.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compare/scale.h"
#include "resultpage/chart_axis.h"
#include "resultpage/svg.h"

namespace folioscope::resultpage {

inline constexpr double kChartWidth = 860;  // as wide as GitHub shows a picture
inline constexpr double kChartLeft = 76, kChartRight = 16, kPlotHeight = 220, kLineHeight = 14;
inline constexpr double kLetter = 6.2;  // width of one in 11 pixel text, about
inline constexpr std::string_view kInk = "#24292f", kPale = "#57606a", kGrid = "#e3e6ea",
                                  kAxisColour = "#8c959f";

// What one variant's boots gave at one place of a chart.
struct ChartColumn {
  std::vector<double> values;  // one per boot, in their order, as stored
  std::string missing;         // what happened instead, when there are no values: "hang"
};

std::string_view colour_of(std::size_t variant);

// No text of a guest or a file makes a chart wider than it is.
std::string shortened(std::string_view text, std::size_t most);
inline constexpr std::size_t kLongestLabel = 24, kLongestName = 40;

struct ChartHead {
  std::string title, meaning;  // the metric and what it counts; the latter may be empty
  std::vector<std::string> variants;
};
// Height of title, meaning and legend.
double head_height(const ChartHead& head);
void draw_head(const ChartHead& head, Svg& svg);

struct PlotPlace {
  double left = kChartLeft, right = kChartWidth - kChartRight, top = 0;

  double width() const { return right - left; }
  double bottom() const { return top + kPlotHeight; }
  double y_of(const ChartAxis& axis, double value) const {
    return top + kPlotHeight * (1 - axis.place(value));
  }
};
// Grid, values and unit of the value axis.
void draw_frame(const compare::Scale& scale, const ChartAxis& axis, const PlotPlace& place,
                Svg& svg);

// "stock, boot 1 of 6: 3.2 ms", for the pointer.
std::string boot_hint(const std::string& variant, std::size_t boot, std::size_t boots,
                      const compare::Scale& scale, double value);

}  // namespace folioscope::resultpage
