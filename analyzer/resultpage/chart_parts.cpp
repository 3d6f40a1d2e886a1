// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/chart_parts.h"

#include <fmt/format.h>

#include <array>

#include "base/shown_text.h"
#include "compare/scale.h"
#include "format/units.h"
#include "text/table.h"

namespace folioscope::resultpage {
namespace {

// Told apart by readers with any colour vision, and dark enough on white (after Okabe and Ito).
constexpr std::array<std::string_view, 8> kColours{"#4d5561", "#d55e00", "#0072b2", "#009e73",
                                                   "#b0569a", "#a87800", "#2f9fc9", "#7a3fb0"};
constexpr std::size_t kLongestTitle = 118;

// The names of the variants in as many lines as they take; gives the height below them. Draws when
// `svg` is there.
double legend(const std::vector<std::string>& variants, double y, Svg* svg) {
  double x = kChartLeft;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const std::string name = shortened(variants[i], kLongestName);
    const double width = 26 + 7 * static_cast<double>(text::display_width(name));
    if (x + width > kChartWidth - kChartRight && x > kChartLeft) {
      x = kChartLeft;
      y += 18;
    }
    if (svg != nullptr) {
      svg->dot(x + 5, y - 4, 5, colour_of(i));
      svg->text({.x = x + 15, .y = y, .text = name, .size = 12, .colour = kInk});
    }
    x += width;
  }
  return y + 18;
}

double legend_top(const ChartHead& head) { return head.meaning.empty() ? 50 : 68; }

}  // namespace

std::string_view colour_of(std::size_t variant) { return kColours[variant % kColours.size()]; }

std::string shortened(std::string_view text, std::size_t most) {
  std::string line = printable(text);
  if (line.size() <= most) return line;
  std::size_t end = most - 1;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xc0) == 0x80) --end;
  return line.substr(0, end) + "…";
}

double head_height(const ChartHead& head) {
  return legend(head.variants, legend_top(head), nullptr) + 4;
}

void draw_head(const ChartHead& head, Svg& svg) {
  svg.text({.x = 16,
            .y = 28,
            .text = shortened(head.title, kLongestTitle),
            .size = 15,
            .colour = kInk,
            .bold = true});
  if (!head.meaning.empty())
    svg.text({.x = 16,
              .y = 47,
              .text = shortened(head.meaning, kLongestTitle),
              .size = 12,
              .colour = kPale});
  legend(head.variants, legend_top(head), &svg);
}

void draw_frame(const compare::Scale& scale, const ChartAxis& axis, const PlotPlace& place,
                Svg& svg) {
  for (const Tick& tick : axis.ticks()) {
    const double y = place.top + kPlotHeight * (1 - tick.place);
    svg.line(place.left, y, place.right, y, kGrid);
    svg.text({.x = place.left - 8,
              .y = y + 4,
              .text = tick.label,
              .size = 11,
              .colour = kPale,
              .anchor = "end"});
  }
  svg.line(place.left, place.top, place.left, place.bottom(), kAxisColour);
  const std::string unit = (scale.symbol.empty() ? "count" : scale.symbol) +
                           (axis.logarithmic() ? std::string(", log scale") : std::string());
  svg.text({.x = place.left - kChartLeft + 16,
            .y = place.top + kPlotHeight / 2,
            .text = unit,
            .size = 11,
            .colour = kPale,
            .anchor = "middle",
            .upwards = true});
}

std::string boot_hint(const std::string& variant, std::size_t boot, std::size_t boots,
                      const compare::Scale& scale, double value) {
  return fmt::format("{}, boot {} of {}: {}", variant, boot + 1, boots,
                     format::with_symbol(scale, value));
}

}  // namespace folioscope::resultpage
