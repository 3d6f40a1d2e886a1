// SPDX-License-Identifier: GPL-3.0-or-later
// Intervals from samples drawn anew (bootstrap percentiles). Internal to stats/.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <vector>

#include "stats/interval.h"
#include "stats/summary.h"

namespace folioscope::stats {

inline constexpr int kDraws = 1'000;
// Fewer draws with a value say nothing of an interval.
inline constexpr std::size_t kFewestDraws = kDraws / 2;

// Of the middle kConfidence of what `draw` gives: a value, or nothing.
template <class Draw>
std::optional<Interval> percentiles(Draw draw) {
  std::vector<double> values;
  for (int i = 0; i < kDraws; ++i)
    if (const std::optional<double> value = draw()) values.push_back(*value);
  if (values.size() < kFewestDraws) return std::nullopt;
  std::ranges::sort(values);
  constexpr double kTail = (1 - kConfidence) / 2;
  return Interval{quantile(values, kTail), quantile(values, 1 - kTail)};
}

}  // namespace folioscope::stats
