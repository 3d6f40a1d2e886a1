// SPDX-License-Identifier: GPL-3.0-or-later
// From a difference to one of three answers. "Inconclusive" is an answer: few boots often give no
// other.
#pragma once

#include <cstddef>
#include <optional>

#include "stats/interval.h"
#include "stats/observations.h"

namespace folioscope::stats {

enum class Outcome {
  Changed,       // rejected within its family, and larger than the minimum effect
  NoDifference,  // none larger than the minimum effect: the interval lies inside it
  Inconclusive,
};

// A mode in a tenth of the boots shows itself in fewer boots than these in less than 19 of 20 runs
// (boots_to_see(0.1)). Equal means of fewer boots are no "no difference": a tenth of the boots
// twice as slow is a difference that they often do not hold at all.
inline constexpr std::size_t kBootsForNoDifference = 29;

// `minimum_effect` >= 0, in the metric's unit: smaller differences do not matter to anybody.
// `rejected` as the family says. Both one-sided tests of equivalence are at 2.5 % (Schuirmann,
// 1987): the interval that is shown decides.
Outcome judge(const Contrast& contrast, bool rejected, double minimum_effect,
              double confidence = kConfidence);

}  // namespace folioscope::stats
