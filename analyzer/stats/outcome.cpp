// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/outcome.h"

#include <algorithm>
#include <cmath>

namespace folioscope::stats {

Outcome judge(const Contrast& contrast, bool rejected, double minimum_effect,
              double confidence) {
  if (rejected && std::abs(contrast.difference) > minimum_effect) return Outcome::Changed;
  const std::optional<Interval> interval = block_t(contrast, confidence);
  if (std::min(contrast.baseline, contrast.variant) >= kBootsForNoDifference && interval &&
      interval->within(minimum_effect))
    return Outcome::NoDifference;
  return Outcome::Inconclusive;
}

}  // namespace folioscope::stats
