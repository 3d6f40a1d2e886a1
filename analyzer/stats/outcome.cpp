// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/outcome.h"

#include <algorithm>
#include <cmath>

namespace folioscope::stats {
namespace {

// The width of an interval falls with the square root of the number of blocks.
std::optional<std::size_t> more_blocks(const Difference& difference, double minimum_effect) {
  constexpr double kTooMany = 1000;
  const auto have = static_cast<double>(difference.blocks);
  if (!difference.interval) return kFewestBlocks - std::min(difference.blocks, kFewestBlocks - 1);
  const double half = (difference.interval->high - difference.interval->low) / 2;
  const double effect = std::abs(difference.mean);
  double need = kTooMany + have + 1;
  if (effect > 0) need = have * (half / effect) * (half / effect);  // zero leaves the interval
  if (const double room = minimum_effect - effect; room > 0)
    need = std::min(need, have * (half / room) * (half / room));  // it shrinks into the minimum
  need = std::max({std::ceil(need), static_cast<double>(kFewestBlocks), have + 1});
  if (need - have > kTooMany) return std::nullopt;
  return static_cast<std::size_t>(need - have);
}

}  // namespace

Judgement judge(const Difference& difference, double minimum_effect) {
  if (difference.constant && difference.blocks >= kFewestConstantBlocks)
    return {std::abs(difference.mean) > minimum_effect ? Outcome::Changed : Outcome::NoDifference,
            std::nullopt};
  if (difference.interval && difference.blocks >= kFewestBlocks) {
    const Interval& interval = *difference.interval;
    if (interval.low >= -minimum_effect && interval.high <= minimum_effect)
      return {Outcome::NoDifference, std::nullopt};
    if (difference.p <= kSignificance && !interval.contains(0))
      return {Outcome::Changed, std::nullopt};
  }
  return {Outcome::Inconclusive, more_blocks(difference, minimum_effect)};
}

}  // namespace folioscope::stats
