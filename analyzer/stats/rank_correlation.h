// SPDX-License-Identifier: GPL-3.0-or-later
// Whether two quantities of things inside boots rise together: Spearman's rank correlation. The
// boot stays the sample: what happens inside one hangs together, so intervals come from boots drawn
// anew as wholes (cluster bootstrap; Davison and Hinkley, "Bootstrap Methods", 1997, section 3.8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "stats/interval.h"

namespace folioscope::stats {

struct Point {
  double x = 0, y = 0;  // finite
};
// Of one boot.
using Points = std::vector<Point>;

// Of the ranks, ties with their mean rank: what R's cor(x, y, method = "spearman") gives. Nothing
// with fewer than three points, or where all x or all y are equal: there is no rank then.
std::optional<double> spearman(std::span<const Point> points);

struct Correlation {
  double rho = 0;                     // of the points of all boots
  std::optional<Interval> interval;   // nothing with fewer than kFewestRedrawn
  std::size_t points = 0, boots = 0;  // boots that have points
};
inline constexpr std::size_t kFewestRedrawn = 3;

// Nothing where spearman() is.
std::optional<Correlation> correlate(const std::vector<Points>& boots, std::uint64_t seed);

// variant - baseline; nothing where one of them has no rho, the interval as above.
struct RhoDifference {
  double difference = 0;
  std::optional<Interval> interval;
};
std::optional<RhoDifference> difference_of_rho(const std::vector<Points>& baseline,
                                               const std::vector<Points>& variant,
                                               std::uint64_t seed);

}  // namespace folioscope::stats
