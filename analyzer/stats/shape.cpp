// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/shape.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/random.h"

namespace folioscope::stats {
namespace {

constexpr std::size_t kFewestPeaks = 5;
constexpr int kNormalSamples = 2000;  // for the share of variance that chance leaves

struct Cut {
  std::size_t lows = 0;
  double left = 1;  // share of the sum of squares inside the two groups
};

double squares(std::span<const double> values) {
  const double mean =
      std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double sum = 0;
  for (double value : values) sum += (value - mean) * (value - mean);
  return sum;
}

// The best cut with two values at least on each side. Sums of prefixes: one pass.
Cut best_cut(std::span<const double> sorted) {
  const double all = squares(sorted);
  Cut best;
  if (!(all > 0)) return best;
  const double total = std::accumulate(sorted.begin(), sorted.end(), 0.0);
  const auto n = static_cast<double>(sorted.size());
  double low = 0;
  for (std::size_t i = 0; i + 2 < sorted.size(); ++i) {
    low += sorted[i];
    if (i == 0) continue;
    const auto lows = static_cast<double>(i + 1);
    const double apart = low / lows - (total - low) / (n - lows);
    const double left = 1 - lows * (n - lows) / n * apart * apart / all;
    if (left < best.left) best = {i + 1, left};
  }
  return best;
}

// Two normal values by the polar method (Marsaglia, 1964).
double normal(Random& random) {
  for (;;) {
    const double x = 2 * random.unit() - 1, y = 2 * random.unit() - 1, r = x * x + y * y;
    if (r > 0 && r < 1) return x * std::sqrt(-2 * std::log(r) / r);
  }
}

// How many of so many normal samples are cut as well as this one, as a share.
double chance_of(double left, std::size_t count) {
  Random random(count);
  std::vector<double> values(count);
  int as_well = 0;
  for (int i = 0; i < kNormalSamples; ++i) {
    for (double& value : values) value = normal(random);
    std::ranges::sort(values);
    as_well += best_cut(values).left <= left;
  }
  return static_cast<double>(as_well) / kNormalSamples;
}

// Kendall's S: pairs that rise less pairs that fall.
int rises(std::span<const double> values) {
  int sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    for (std::size_t j = i + 1; j < values.size(); ++j)
      sum += (values[j] > values[i]) - (values[j] < values[i]);
  return sum;
}

}  // namespace

std::optional<TwoPeaks> two_peaks(std::span<const double> values) {
  if (values.size() < kFewestPeaks) return std::nullopt;
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const Cut cut = best_cut(sorted);
  // What no normal sample of a size does needs no counting; what most do neither.
  if (cut.lows == 0 || cut.left > 0.2 || chance_of(cut.left, sorted.size()) > 0.01)
    return std::nullopt;
  const std::span<const double> all(sorted);
  const auto mean = [](std::span<const double> part) {
    return std::accumulate(part.begin(), part.end(), 0.0) / static_cast<double>(part.size());
  };
  return TwoPeaks{mean(all.first(cut.lows)), mean(all.subspan(cut.lows)), cut.lows,
                  sorted.size() - cut.lows};
}

double drift_p(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  if (values.size() < 4) return 1;
  // Ties shrink S; the variance without ties is the larger one, on the safe side.
  const double variance = n * (n - 1) * (2 * n + 5) / 18;
  const double size = std::max(std::abs(rises(values)) - 1, 0) / std::sqrt(variance);
  return std::erfc(size / std::sqrt(2.0));
}

}  // namespace folioscope::stats
