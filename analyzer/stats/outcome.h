// SPDX-License-Identifier: GPL-3.0-or-later
// From a difference to one of three answers. "Inconclusive" is an answer: few boots never give
// more.
#pragma once

#include <cstddef>
#include <optional>

#include "stats/paired.h"

namespace folioscope::stats {

enum class Outcome {
  Changed,       // p <= 5 %, the interval leaves zero out, and it is larger than the minimum effect
  NoDifference,  // none larger than the minimum effect: the interval lies inside it
  Inconclusive,
};

inline constexpr double kSignificance = 0.05;
// Fewest blocks whose best p is below kSignificance: 2/2^6 = 0.031.
inline constexpr std::size_t kFewestBlocks = 6;
// A difference that repeats exactly needs no test, but more than a coincidence.
inline constexpr std::size_t kFewestConstantBlocks = 3;

struct Judgement {
  Outcome outcome = Outcome::Inconclusive;
  // Inconclusive: about so many more blocks would tell, if the differences go on as seen. Unset:
  // more than a thousand.
  std::optional<std::size_t> more_blocks;

  bool operator==(const Judgement&) const = default;
};

// `minimum_effect` >= 0, in the metric's unit: smaller differences do not matter to anybody.
Judgement judge(const Difference& difference, double minimum_effect);

}  // namespace folioscope::stats
