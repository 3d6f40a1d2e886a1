// SPDX-License-Identifier: GPL-3.0-or-later
// Many metrics, conditions and variants tested at once, and still at most one run in twenty with
// any false "changed" among them: the step-down max-T procedure of Westfall and Young
// ("Resampling-Based Multiple Testing", 1993, algorithm 4.1).
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "stats/observations.h"
#include "stats/relabelings.h"

namespace folioscope::stats {

inline constexpr double kSignificance = 0.05;

// What shares its boots: one variant against the baseline at one condition.
struct Stratum {
  Relabelings relabelings;
  std::vector<Values> metrics;  // of the boots the relabelings were made of
};

struct Tested {
  double statistic = 0;   // see Relabelings::statistics; 0: nothing varies
  double p = 1;           // of this metric alone
  double adjusted = 1;    // within the family: >= p
  bool rejected = false;  // adjusted <= kSignificance; in a sequential test: by its look's share

  bool operator==(const Tested&) const = default;
};

// [stratum][metric]. Within a stratum the joint distribution of all metrics is used. Strata are
// joined as if independent, by the product of their distributions: exact where they share no boots;
// variants that share a baseline are positively dependent, for which the product is on the safe
// side (Sidak, 1967).
// After a stop request the numbers mean nothing, and come soon. They are the same on any number of
// threads.
std::vector<std::vector<Tested>> step_down(std::span<const Stratum> strata,
                                           const std::stop_token& stop = {},
                                           std::size_t threads = 1);

}  // namespace folioscope::stats
