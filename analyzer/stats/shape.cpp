// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

namespace folioscope::stats {
namespace {

constexpr std::size_t kFewestInPeak = 3;  // two boots of six are not yet a group
constexpr std::size_t kFewestPeaks = 6;
constexpr std::size_t kFewestDistinct = 5;  // boots with 4 or 5 failures each have no two modes
// The share of the squares that the best cut leaves in one of a hundred samples of a normal
// distribution, by count from kFewestPeaks; from 100,000 samples each. Larger counts use the last,
// which is on the safe side: the share only grows.
constexpr std::array kChanceLeaves{0.052, 0.059, 0.071, 0.082, 0.093, 0.104, 0.115, 0.124, 0.132,
                                   0.141, 0.147, 0.153, 0.160, 0.164, 0.170, 0.175, 0.179, 0.183,
                                   0.187, 0.189, 0.193, 0.197, 0.200, 0.203, 0.205, 0.208, 0.211,
                                   0.214, 0.214, 0.217, 0.220, 0.221, 0.224, 0.226, 0.227};

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

// The best cut with kFewestInPeak values at least on each side. Sums of prefixes: one pass.
Cut best_cut(std::span<const double> sorted) {
  const double all = squares(sorted);
  Cut best;
  if (!(all > 0)) return best;
  const double total = std::accumulate(sorted.begin(), sorted.end(), 0.0);
  const auto n = static_cast<double>(sorted.size());
  double low = 0;
  for (std::size_t i = 0; i + kFewestInPeak < sorted.size(); ++i) {
    low += sorted[i];
    if (i + 1 < kFewestInPeak) continue;
    const auto lows = static_cast<double>(i + 1);
    const double apart = low / lows - (total - low) / (n - lows);
    const double left = 1 - lows * (n - lows) / n * apart * apart / all;
    if (left < best.left) best = {i + 1, left};
  }
  return best;
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
  if (std::set<double>(sorted.begin(), sorted.end()).size() < kFewestDistinct) return std::nullopt;
  const Cut cut = best_cut(sorted);
  const std::size_t row = std::min(sorted.size() - kFewestPeaks, kChanceLeaves.size() - 1);
  if (cut.lows == 0 || cut.left > kChanceLeaves[row]) return std::nullopt;
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
