// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/random.h"
#include "stats/redraw.h"

namespace folioscope::stats {
namespace {

std::vector<double> ranks_of(std::span<const Point> points, double Point::*member) {
  std::vector<std::size_t> order(points.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return points[i].*member; });
  std::vector<double> ranks(points.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && points[order[end]].*member == points[order[begin]].*member) ++end;
    const double mean = (static_cast<double>(begin) + static_cast<double>(end - 1)) / 2;
    for (; begin < end; ++begin) ranks[order[begin]] = mean;
  }
  return ranks;
}

Points drawn_anew(const std::vector<Points>& boots, Random& random) {
  Points points;
  for (std::size_t i = 0; i < boots.size(); ++i) {
    const Points& boot = boots[random.below(boots.size())];
    points.insert(points.end(), boot.begin(), boot.end());
  }
  return points;
}

std::vector<Points> with_points(const std::vector<Points>& boots) {
  std::vector<Points> some;
  for (const Points& boot : boots)
    if (!boot.empty()) some.push_back(boot);
  return some;
}

Points together(const std::vector<Points>& boots) {
  Points points;
  for (const Points& boot : boots) points.insert(points.end(), boot.begin(), boot.end());
  return points;
}

}  // namespace

std::optional<double> spearman(std::span<const Point> points) {
  constexpr std::size_t kFewest = 3;
  if (points.size() < kFewest) return std::nullopt;
  const std::vector<double> x = ranks_of(points, &Point::x), y = ranks_of(points, &Point::y);
  const double middle = static_cast<double>(points.size() - 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) * (x[i] - middle);
    yy += (y[i] - middle) * (y[i] - middle);
  }
  if (xx == 0 || yy == 0) return std::nullopt;
  return xy / std::sqrt(xx * yy);
}

std::optional<Correlation> correlate(const std::vector<Points>& boots, std::uint64_t seed) {
  const std::vector<Points> some = with_points(boots);
  const Points all = together(some);
  const std::optional<double> rho = spearman(all);
  if (!rho) return std::nullopt;
  Correlation correlation{*rho, std::nullopt, all.size(), some.size()};
  if (some.size() < kFewestRedrawn) return correlation;
  Random random(seed);
  correlation.interval = percentiles([&] { return spearman(drawn_anew(some, random)); });
  return correlation;
}

std::optional<RhoDifference> difference_of_rho(const std::vector<Points>& baseline,
                                               const std::vector<Points>& variant,
                                               std::uint64_t seed) {
  const std::vector<Points> before = with_points(baseline), after = with_points(variant);
  const auto old_rho = spearman(together(before)), new_rho = spearman(together(after));
  if (!old_rho || !new_rho) return std::nullopt;
  RhoDifference difference{*new_rho - *old_rho, std::nullopt};
  if (before.size() < kFewestRedrawn || after.size() < kFewestRedrawn) return difference;
  Random random(seed);
  difference.interval = percentiles([&]() -> std::optional<double> {
    const auto one = spearman(drawn_anew(before, random)),
               other = spearman(drawn_anew(after, random));
    if (!one || !other) return std::nullopt;
    return *other - *one;
  });
  return difference;
}

}  // namespace folioscope::stats
