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

}  // namespace folioscope::resultpage
