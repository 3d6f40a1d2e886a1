// SPDX-License-Identifier: GPL-3.0-or-later
// What a line chart draws of boots, of the samples inside them, and of a sweep.
#pragma once

#include <vector>

#include "charts/line_chart.h"
#include "compare/growth.h"
#include "compare/shift.h"

namespace folioscope::charts {

// Another run's series beside the open one's, in the same unit.
struct BesideSeries {
  QString run;
  const query::Series* series = nullptr;
};

// Which share of a variant's boots gave a value or less. `beside` may be null.
LinePicture shares_of_boots(const query::Series& series, const compare::Scale& scale,
                            const BesideSeries* beside);

// By how much each decile of the samples differs from the baseline's, a line for each variant; with
// the interval where there is one. `shifts` by variant, the first is not drawn.
LinePicture shift_of_samples(const std::vector<QString>& variants,
                             const std::vector<compare::Shift>& shifts, const std::string& unit);

// Means over the swept number, with the 95 % interval of each mean by itself. Only the steps whose
// condition has the metric.
LinePicture sweep_of(const compare::GrowthAxis& axis, const compare::GrowthPanel& panel,
                     const query::Series& metric);

// The panel of the axis that the condition is a step of; null: it is on none.
const compare::GrowthPanel* panel_of(const compare::GrowthAxis& axis,
                                     const query::Condition& condition);

}  // namespace folioscope::charts
