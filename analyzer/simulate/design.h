// SPDX-License-Identifier: GPL-3.0-or-later
// The boots of one experiment, and what a report makes of their values: the rule itself is stats'.
#pragma once

#include <cstddef>
#include <vector>

#include "stats/family.h"
#include "stats/observations.h"
#include "stats/sequential.h"

namespace folioscope::simulate {

// So many boots of each variant, two of each to a block; an odd one alone in the last.
std::vector<stats::Boot> boots_of(std::size_t each);

// One condition whose relabelings are kept from experiment to experiment; metrics are filled anew.
struct Design {
  explicit Design(std::size_t each);
  Design(std::vector<stats::Boot> made, stats::Relabelings of_them);
  // For looks after every block: relabelings are drawn, fewer than for a report.
  static Design to_look_at(std::size_t each);

  std::vector<stats::Boot> boots;
  stats::Stratum stratum;
};

// Adaptive boots: looks from 6 boots on, 40 at most.
inline constexpr stats::Looks kLooks{3, 20};
inline constexpr std::size_t kMostBoots = 40;

// Whether a report says "changed" of any metric, whatever its minimum effect (none: the least
// favourable).
bool any_changed(const stats::Stratum& stratum, const std::vector<stats::Boot>& boots,
                 const std::vector<stats::Tested>& tested);

}  // namespace folioscope::simulate
