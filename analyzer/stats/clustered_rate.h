// SPDX-License-Identifier: GPL-3.0-or-later
// The rate of something inside boots, with an interval: the boot is the sample, so boots are drawn
// anew as wholes (see rank_correlation.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "stats/interval.h"

namespace folioscope::stats {

// Of one boot: how many there were, and how many of these did what is counted.
struct Hits {
  std::int64_t hits = 0, all = 0;

  bool operator==(const Hits&) const = default;
};

// Of the hits of all boots in all of theirs. Nothing with fewer than kFewestRedrawn that have any,
// and where every boot has the same rate: no spread was seen, which is not the same as none.
std::optional<Interval> rate_interval(std::span<const Hits> boots, std::uint64_t seed);

}  // namespace folioscope::stats
