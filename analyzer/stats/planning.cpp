// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/planning.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stats/family.h"
#include "stats/student.h"

namespace folioscope::stats {
namespace {

constexpr std::size_t kFewestBoots =
    5;  // blocks of 2, 2 and 1: the best p is 2 of 72; of 2 and 2: 2 of 36

// Of one metric in blocks of two boots of each: blocks and difference are estimated.
double freedom_of(std::size_t boots) {
  const std::size_t blocks = (boots + 1) / 2;
  return static_cast<double>(2 * boots - blocks - 1);
}

double error_of(double deviation, std::size_t boots) {
  return deviation * std::sqrt(2 / static_cast<double>(boots));
}

}  // namespace

double detectable(double deviation, std::size_t boots) {
  if (boots < kFewestBoots) return std::numeric_limits<double>::infinity();
  const double freedom = freedom_of(boots);
  return error_of(deviation, boots) *
         (student_quantile(1 - kSignificance / 2, freedom) + student_quantile(kPower, freedom));
}

std::optional<std::size_t> boots_to_detect(double difference, double deviation) {
  // In blocks of two; what is detectable falls with each.
  constexpr std::size_t kMost = kMostBoots / 2;
  const auto detects = [&](std::size_t blocks) {
    return detectable(deviation, 2 * blocks) <= difference;
  };
  // With a known deviation, Student's quantiles being the normal ones, somewhat fewer would do.
  constexpr double kNormalQuantiles = 2.8;  // 1.960 + 0.842, at kSignificance and kPower
  const double known = std::pow(kNormalQuantiles * deviation / difference, 2);
  if (known > static_cast<double>(kMost)) return std::nullopt;
  std::size_t too_few = std::max(kFewestBoots / 2, static_cast<std::size_t>(known));
  if (too_few > kFewestBoots / 2) --too_few;
  std::size_t enough = too_few + 1;
  for (std::size_t step = 1; enough < kMost && !detects(enough); step *= 2) {
    too_few = enough;
    enough = std::min(enough + step, kMost);
  }
  if (enough == kMost && !detects(kMost)) return std::nullopt;
  while (enough - too_few > 1) {
    const std::size_t middle = (too_few + enough) / 2;
    (detects(middle) ? enough : too_few) = middle;
  }
  return 2 * enough;
}

Range deviation_range(double deviation, int freedom) {
  if (freedom < 1) return {deviation, deviation};
  const double n = freedom;
  return {deviation * std::sqrt(n / chi_squared_quantile(0.9, n)),
          deviation * std::sqrt(n / chi_squared_quantile(0.1, n))};
}

double unseen_share(std::size_t boots) {
  return boots == 0 ? 1 : 1 - std::pow(kSignificance, 1 / static_cast<double>(boots));
}

std::size_t boots_to_see(double share) {
  if (share >= 1) return 1;
  return static_cast<std::size_t>(std::ceil(std::log(kSignificance) / std::log(1 - share)));
}

}  // namespace folioscope::stats
