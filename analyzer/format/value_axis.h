// SPDX-License-Identifier: GPL-3.0-or-later
// Where an axis of values begins, ends and has its ticks. Pure.
#pragma once

#include <span>

namespace folioscope::format {

struct ValueRange {
  double low = 0, high = 1;
  double step = 0.2;  // between ticks; both ends are ticks
  int decimals = 0;   // that the tick labels need

  bool operator==(const ValueRange&) const = default;
};

// Round ticks (1, 2 or 5 times a power of ten) with all values inside, and some air. Begins at zero
// when no value is negative and the smallest is below half of the largest: then the distance from
// zero matters. Equal values are put into the middle. No values: 0 to 1.
ValueRange value_range(std::span<const double> values);

// The same for shares in percent: no share is larger than all, so the axis ends at 100 unless some
// value is larger after all.
ValueRange share_range(std::span<const double> percent);

}  // namespace folioscope::format
