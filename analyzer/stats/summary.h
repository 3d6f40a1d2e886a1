// SPDX-License-Identifier: GPL-3.0-or-later
// A handful of values in a few numbers. Values must be finite; the order does not matter.
#pragma once

#include <cstddef>
#include <span>

namespace folioscope::stats {

// Quantile of type 7 (Hyndman and Fan): linear between the order statistics around (n-1)q.
// `sorted` is ascending and not empty; 0 <= q <= 1.
double quantile(std::span<const double> sorted, double q);

struct Summary {
  std::size_t count = 0;  // 0: the other members mean nothing
  double mean = 0;
  double deviation = 0;  // sample standard deviation; 0 for one value
  double minimum = 0, lower_quartile = 0, median = 0, upper_quartile = 0, maximum = 0;
  double mad = 0;  // median absolute deviation from the median, unscaled

  double quartile_range() const { return upper_quartile - lower_quartile; }
};
Summary summarize(std::span<const double> values);

}  // namespace folioscope::stats
