// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/svg.h"

#include <fmt/format.h>

#include "resultpage/escape.h"

namespace folioscope::resultpage {

Svg::Svg(double width, double height, std::string_view title) {
  out_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
      "viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\" "
      "font-family=\"system-ui, 'DejaVu Sans', Helvetica, Arial, "
      "sans-serif\">\n<title>{2}</title>\n",
      width, height, xml(title));
  box(0, 0, width, height, "#ffffff", 6);
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view colour, double width) {
  out_ += fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"{}\" "
      "stroke-width=\"{:.1f}\"/>\n",
      x1, y1, x2, y2, xml(colour), width);
}

void Svg::dot(double x, double y, double radius, std::string_view colour, std::string_view hint) {
  out_ += fmt::format(
      "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{:.1f}\" fill=\"{}\" fill-opacity=\"0.75\"", x, y,
      radius, xml(colour));
  out_ += hint.empty() ? "/>\n" : fmt::format("><title>{}</title></circle>\n", xml(hint));
}

void Svg::box(double x, double y, double width, double height, std::string_view colour,
              double radius) {
  out_ += fmt::format(
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" rx=\"{:.1f}\" "
      "fill=\"{}\"/>\n",
      x, y, width, height, radius, xml(colour));
}

void Svg::text(const SvgText& text) {
  out_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{:.1f}\" fill=\"{}\"", text.x,
                      text.y, text.size, xml(text.colour));
  if (text.anchor != "start") out_ += fmt::format(" text-anchor=\"{}\"", xml(text.anchor));
  if (text.bold) out_ += " font-weight=\"bold\"";
  if (text.upwards) out_ += fmt::format(" transform=\"rotate(-90 {:.1f} {:.1f})\"", text.x, text.y);
  out_ += fmt::format(">{}</text>\n", xml(text.text));
}

std::string Svg::finish() && { return std::move(out_) + "</svg>\n"; }

}  // namespace folioscope::resultpage
