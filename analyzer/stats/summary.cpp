// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/summary.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace folioscope::stats {

double quantile(std::span<const double> sorted, double q) {
  assert(!sorted.empty() && q >= 0 && q <= 1);
  const double place = static_cast<double>(sorted.size() - 1) * q;
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  const double fraction = place - static_cast<double>(below);
  return sorted[below] + fraction * (sorted[above] - sorted[below]);
}

Summary summarize(std::span<const double> values) {
  Summary summary;
  summary.count = values.size();
  if (values.empty()) return summary;

  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  summary.minimum = sorted.front();
  summary.lower_quartile = quantile(sorted, 0.25);
  summary.median = quantile(sorted, 0.5);
  summary.upper_quartile = quantile(sorted, 0.75);
  summary.maximum = sorted.back();

  // Summed in sorted order: the result must not depend on the order of the boots.
  const auto n = static_cast<double>(sorted.size());
  double sum = 0;
  for (double value : sorted) sum += value;
  summary.mean = std::clamp(sum / n, summary.minimum, summary.maximum);
  double squares = 0;
  for (double value : sorted) squares += (value - summary.mean) * (value - summary.mean);
  if (sorted.size() > 1) summary.deviation = std::sqrt(squares / (n - 1));

  for (double& value : sorted) value = std::abs(value - summary.median);
  std::ranges::sort(sorted);
  summary.mad = quantile(sorted, 0.5);
  return summary;
}

}  // namespace folioscope::stats
