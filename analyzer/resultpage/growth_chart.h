// SPDX-License-Identifier: GPL-3.0-or-later
// One metric over a number that is swept: a line through the means of every variant, a dot for
// every boot. Several panels, two in a row, share both axes. Pure: the same chart is the same
// bytes.
#pragma once

#include <string>
#include <vector>

#include "compare/scale.h"
#include "resultpage/chart_parts.h"

namespace folioscope::resultpage {

struct GrowthColumn {
  double x = 0;
  std::string label;
  bool overcommitted = false;
  std::vector<ChartColumn> variants;
};

struct GrowthPicture {
  std::string title;  // of the panel; may be empty
  std::vector<GrowthColumn> columns;
};

struct GrowthChart {
  ChartHead head;
  std::string axis;  // what the columns differ in
  compare::Scale scale;
  std::vector<GrowthPicture> panels;
};

std::string draw(const GrowthChart& chart);

// Where a number stands on the axis of the swept ones. Logarithmic to the base 2 when those above
// zero are powers of two (a zero is one step to the left), to the base 10 when they span more than
// a decade; else linear.
class GrowthScale {
 public:
  explicit GrowthScale(const std::vector<double>& xs);

  double place(double x) const;  // 0..1 for those of the constructor
  const char* note() const;      // "log2 scale", "log scale" or ""

 private:
  enum class Kind { Linear, Binary, Decimal };
  double position(double x) const;

  Kind kind_ = Kind::Linear;
  double low_ = 0, high_ = 1;  // positions
  double zero_ = 0;            // where 0 stands when logarithmic
};

}  // namespace folioscope::resultpage
