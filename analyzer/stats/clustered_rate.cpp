// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/clustered_rate.h"

#include <algorithm>
#include <vector>

#include "stats/random.h"
#include "stats/rank_correlation.h"
#include "stats/redraw.h"

namespace folioscope::stats {

std::optional<Interval> rate_interval(std::span<const Hits> boots, std::uint64_t seed) {
  std::vector<Hits> some;
  for (const Hits& boot : boots)
    if (boot.all > 0) some.push_back(boot);
  if (some.size() < kFewestRedrawn) return std::nullopt;
  const auto rate = [](const Hits& boot) {
    return static_cast<double>(boot.hits) / static_cast<double>(boot.all);
  };
  const double first = rate(some.front());
  if (std::ranges::all_of(some, [&](const Hits& boot) { return rate(boot) == first; }))
    return std::nullopt;
  Random random(seed);
  return percentiles([&]() -> std::optional<double> {
    Hits drawn;
    for (std::size_t i = 0; i < some.size(); ++i) {
      const Hits& boot = some[random.below(some.size())];
      drawn.hits += boot.hits;
      drawn.all += boot.all;
    }
    return rate(drawn);
  });
}

}  // namespace folioscope::stats
