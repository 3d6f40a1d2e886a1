// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/sequential.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

namespace folioscope::stats {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

using Sizes = std::vector<double>;     // by relabeling
using PathSizes = std::vector<Sizes>;  // [look][relabeling]

// The looks that have happened: how many blocks each had, and what may be spent until then.
struct Look {
  std::size_t blocks = 0;  // among those with both sides
  int number = 0;          // blocks planned until then
  double spent = 0;
};

std::vector<Look> looks_of(const Relabelings& relabelings, const Looks& looks,
                           double significance) {
  std::vector<Look> past;
  const std::vector<int> numbers = relabelings.block_numbers();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const int blocks = numbers[i] + 1;
    if (blocks < looks.first) continue;
    past.push_back({i + 1, blocks, spent_after(blocks, looks) * significance / kSignificance});
  }
  return past;
}

PathSizes sizes_at(const Relabelings& relabelings, const Values& values,
                   const std::vector<Look>& looks) {
  const auto paths = relabelings.paths(values);
  PathSizes sizes;
  for (const Look& look : looks) {
    sizes.push_back(paths[look.blocks - 1]);
    for (double& size : sizes.back()) size = std::abs(size);
  }
  return sizes;
}

// The lowest bar that no more than `allowed` of `sizes` reach; kNever: even the largest is shared
// by more.
double bar_for(Sizes sizes, std::size_t allowed) {
  if (allowed == 0 || sizes.empty()) return kNever;
  if (allowed >= sizes.size()) return 0;
  std::ranges::nth_element(sizes, sizes.begin() + static_cast<std::ptrdiff_t>(allowed),
                           std::greater());
  const double first_below = sizes[allowed];
  double bar = kNever;
  for (std::size_t i = 0; i < allowed; ++i)
    if (sizes[i] * (1 - kRounding) > first_below) bar = std::min(bar, sizes[i]);
  return bar;
}

// Bars of the looks for the largest of several metrics.
std::vector<double> bars_for(const PathSizes& largest, const std::vector<Look>& looks) {
  std::vector<double> bars;
  const std::size_t count = largest.empty() ? 0 : largest.front().size();
  std::vector<bool> over(count, false);
  std::size_t crossed = 0;
  for (std::size_t k = 0; k < looks.size(); ++k) {
    const auto may = static_cast<std::size_t>(looks[k].spent * static_cast<double>(count) + 1e-9);
    Sizes left;
    for (std::size_t i = 0; i < count; ++i)
      if (!over[i]) left.push_back(largest[k][i]);
    bars.push_back(bar_for(std::move(left), may > crossed ? may - crossed : 0));
    for (std::size_t i = 0; i < count; ++i)
      if (!over[i] && largest[k][i] >= bars[k] * (1 - kRounding)) {
        over[i] = true;
        ++crossed;
      }
  }
  return bars;
}

// Where a path stands in the stage-wise order: the look at which it crossed, then how far.
struct Stage {
  std::size_t look = 0;  // the number of looks: never
  double size = 0;

  bool at_least(const Stage& other) const {
    if (look != other.look) return look < other.look;
    return size >= other.size * (1 - kRounding);
  }
};

Stage stage_of(const PathSizes& sizes, const std::vector<double>& bars, std::size_t path) {
  for (std::size_t k = 0; k < bars.size(); ++k)
    if (sizes[k][path] >= bars[k] * (1 - kRounding)) return {k, sizes[k][path]};
  return {bars.size(), sizes.empty() ? 0 : sizes.back()[path]};
}

double share_at_least(const PathSizes& largest, const std::vector<double>& bars,
                      const Stage& observed) {
  const std::size_t count = largest.front().size();
  std::size_t far = 0;
  for (std::size_t i = 0; i < count; ++i) far += stage_of(largest, bars, i).at_least(observed);
  return static_cast<double>(far) / static_cast<double>(count);
}

void enlarge(PathSizes& largest, const PathSizes& other) {
  if (largest.empty()) {
    largest = other;
    return;
  }
  for (std::size_t k = 0; k < largest.size(); ++k)
    for (std::size_t i = 0; i < largest[k].size(); ++i)
      largest[k][i] = std::max(largest[k][i], other[k][i]);
}

// One round of the step-down over those not rejected yet; whether it rejected any.
bool round(const Stratum& stratum, const std::vector<Look>& looks, std::vector<Followed>& results) {
  PathSizes largest;
  for (std::size_t m = 0; m < results.size(); ++m)
    if (!results[m].rejected)
      enlarge(largest, sizes_at(stratum.relabelings, stratum.metrics[m], looks));
  if (largest.empty()) return false;
  const std::vector<double> bars = bars_for(largest, looks);
  bool any = false;
  for (std::size_t m = 0; m < results.size(); ++m) {
    Followed& result = results[m];
    if (result.rejected) continue;
    const PathSizes own = sizes_at(stratum.relabelings, stratum.metrics[m], looks);
    const Stage observed = stage_of(own, bars, 0);
    result.statistic = stratum.relabelings.statistics(stratum.metrics[m]).front();
    result.p = share_at_least(own, bars, observed);
    result.adjusted = std::max(result.p, share_at_least(largest, bars, observed));
    if (observed.look == bars.size()) continue;
    result.rejected = any = true;
    result.decided = looks[observed.look].number;
  }
  return any;
}

}  // namespace

double spent_after(int blocks, const Looks& looks) {
  const double share = std::clamp(static_cast<double>(blocks) / looks.most, 0.0, 1.0);
  return kSignificance * std::log(1 + (std::numbers::e - 1) * share);
}

double confidence_of(const Looks& looks) { return 1 - spent_after(looks.first, looks); }

std::vector<Followed> follow(const Stratum& stratum, const Looks& looks, double significance) {
  assert(stratum.relabelings.blocks() == 0 || !stratum.relabelings.exact());
  std::vector<Followed> results(stratum.metrics.size());
  const std::vector<Look> past = looks_of(stratum.relabelings, looks, significance);
  if (past.empty()) return results;
  while (round(stratum, past, results)) {
  }
  return results;
}

double shared_over(std::size_t strata, double significance) {
  return strata < 2 ? significance
                    : 1 - std::pow(1 - significance, 1 / static_cast<double>(strata));
}

}  // namespace folioscope::stats
