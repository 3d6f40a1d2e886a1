// SPDX-License-Identifier: GPL-3.0-or-later
// A writer of small SVG drawings: a handful of shapes, every text escaped. Coordinates are pixels,
// written with one decimal, so that the same drawing is the same bytes.
#pragma once

#include <string>
#include <string_view>

namespace folioscope::resultpage {

struct SvgText {
  double x = 0, y = 0;  // of the baseline
  std::string_view text;
  double size = 12;
  std::string_view colour = "#24292f";
  std::string_view anchor = "start";  // or middle, end
  bool bold = false;
  bool upwards = false;  // turned by 90 degrees against the clock, around (x, y)
};

class Svg {
 public:
  // Painted white: it is shown on light and dark pages alike. `title` is what a reader who cannot
  // see it is told.
  Svg(double width, double height, std::string_view title);

  void line(double x1, double y1, double x2, double y2, std::string_view colour, double width = 1);
  // `hint` is shown by a pointer that rests on it; may be empty.
  void dot(double x, double y, double radius, std::string_view colour, std::string_view hint = {});
  void box(double x, double y, double width, double height, std::string_view colour,
           double radius = 0);
  void text(const SvgText& text);

  // The document; nothing can be drawn after it.
  std::string finish() &&;

 private:
  std::string out_;
};

}  // namespace folioscope::resultpage
