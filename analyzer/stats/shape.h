// SPDX-License-Identifier: GPL-3.0-or-later
// What the values of the boots look like beside their mean.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace folioscope::stats {

// Two groups of boots that lie apart: a mean between them describes neither. Found where the best
// cut (least squares around two means, Fisher 1958) leaves less of the variance than one in a
// hundred samples of a normal distribution would, and each group has three boots at least.
struct TwoPeaks {
  double low = 0, high = 0;  // means of the groups
  std::size_t lows = 0, highs = 0;

  bool operator==(const TwoPeaks&) const = default;
};
std::optional<TwoPeaks> two_peaks(std::span<const double> values);

// Whether the boots of one variant climb or fall over the blocks: p of Kendall's tau by its normal
// limit, corrected for continuity. 1 for fewer than four values.
// `values` in the order they ran.
double drift_p(std::span<const double> values);
inline constexpr double kDrift = 0.01;

}  // namespace folioscope::stats
