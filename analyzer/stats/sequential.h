// SPDX-License-Identifier: GPL-3.0-or-later
// A test that may be looked at after every block. The error is spent over the looks (Lan and
// DeMets, Biometrika 1983, with the spending function that is like Pocock's), and whole paths of
// relabelings are followed through all of them, so no distribution is assumed.
//
// The answer depends on the blocks that are there, in their order, not on who looked when: every
// earlier look is gone through again.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "stats/family.h"

namespace folioscope::stats {

struct Looks {
  int first = 3;  // blocks before the first look
  int most = 20;  // blocks at which all of the error is spent

  bool operator==(const Looks&) const = default;
};

// How much of kSignificance may have been spent after so many blocks.
double spent_after(int blocks, const Looks& looks);

// Confidence of the interval that is shown of a run that may stop at any look: what the first look
// leaves of the error. A bar like Pocock's is about equally high at every look, so this holds all
// of them at 95 % or more, whenever the run stops (repeated intervals: Jennison and Turnbull,
// 1989), and the interval of what is not rejected seldom excludes 0.
double confidence_of(const Looks& looks);

struct Followed : Tested {
  std::optional<int> decided;  // blocks that were there when it was rejected
};

// One stratum whose Relabelings are drawn (Draw::Always). `adjusted` is the p of stage-wise
// ordering (Tsiatis, Rosner and Mehta, 1984): an earlier rejection is the stronger one. Step-down:
// what is rejected makes room for the rest. With several strata multiply the error by sharing it,
// see shared_over().
std::vector<Followed> follow(const Stratum& stratum, const Looks& looks,
                             double significance = kSignificance);

// The level of each of several strata that together keep kSignificance (Sidak).
double shared_over(std::size_t strata, double significance = kSignificance);

}  // namespace folioscope::stats
