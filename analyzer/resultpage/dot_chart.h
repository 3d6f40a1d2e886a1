// SPDX-License-Identifier: GPL-3.0-or-later
// One metric as a drawing: a dot for every boot, a bar at the mean, a colour for every variant;
// side by side, one category for every condition of a sweep. Long sweeps go on in further rows,
// which share the axis. Pure: the same chart is the same bytes.
#pragma once

#include <string>
#include <vector>

#include "compare/scale.h"
#include "resultpage/chart_parts.h"

namespace folioscope::resultpage {

struct ChartCategory {
  std::vector<std::string> label;    // lines below it
  std::vector<ChartColumn> columns;  // by variant
};

struct DotChart {
  std::string title, meaning;  // the metric and what it counts; the latter may be empty
  compare::Scale scale;
  std::vector<std::string> variants;
  std::vector<ChartCategory> categories;
};

// As wide as GitHub shows a picture.
std::string draw(const DotChart& chart);

}  // namespace folioscope::resultpage
