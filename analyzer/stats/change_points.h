// SPDX-License-Identifier: GPL-3.0-or-later
// Where a series of numbers becomes another one: E-divisive of D. S. Matteson and N. A. James, "A
// nonparametric approach for multiple change point analysis of multivariate data", Journal of the
// American Statistical Association 109, 2014; of one variable, with alpha = 1, and as D. Daly and
// others use it for benchmarks over time ("The use of change point detection to identify software
// performance regressions in a continuous integration system", ICPE 2020): both sides of a cut
// reach to the ends of their part.
//
// A part of the series is cut where the energy distance of its sides, times m n / (m + n), is
// largest. The cut counts where few permutations of the values inside their parts have one as
// large; then the parts are cut again. Nothing is assumed of the distribution. The same series
// gives the same cuts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace folioscope::stats {

struct ChangePoint {
  std::size_t at = 0;  // the first value behind the change
  double p = 1;        // share of permutations with a cut as large, this one among them

  bool operator==(const ChangePoint&) const = default;
};

struct ChangeSearch {
  // Each cut is tested at this: with no change in it a series gets one in so many cases.
  double significance = 0.01;
  std::size_t permutations = 999;
  std::size_t fewest = 3;  // values of a part; 2 at least
  std::uint64_t seed = 1;
};

// By place. Values must be finite. Takes the square of the number of values for each permutation.
std::vector<ChangePoint> change_points(std::span<const double> values,
                                       const ChangeSearch& search = {});

}  // namespace folioscope::stats
