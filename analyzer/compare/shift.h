// SPDX-License-Identifier: GPL-3.0-or-later
// How the samples inside the boots moved: the difference of each decile between a variant and the
// baseline (Doksum's shift function). A boot's deciles are its own; a variant's are their means, so
// that a boot with many samples counts as one boot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/comparison.h"
#include "query/distribution.h"
#include "stats/interval.h"

namespace folioscope::compare {

struct DecileShift {
  double share = 0;                         // 0.1 to 0.9
  double baseline = 0, variant = 0;         // means over boots; in the distribution's unit
  std::optional<stats::Interval> interval;  // of the difference, 95 %; none: too few boots

  double difference() const { return variant - baseline; }
};

struct Shift {
  std::size_t baseline_boots = 0, boots = 0;  // with samples
  std::vector<DecileShift> deciles;           // empty: one of the two has no samples
};

// Fewer boots of either variant give no interval: too few different samples can be drawn of them.
inline constexpr std::size_t kFewestShiftBoots = 4;

// The interval comes from boots that are drawn again with replacement, of each variant for itself:
// it is no test, and knows nothing of blocks. The same seed gives the same interval.
Shift shift_between(const std::vector<query::Distribution>& baseline,
                    const std::vector<query::Distribution>& variant, std::uint64_t seed);

// What the boots of a condition have of a distribution, by variant, boots in the order they ran;
// times in ns.
std::vector<std::vector<query::Distribution>> samples_by_variant(
    const query::Comparison& comparison, const query::Condition& condition,
    const std::map<CellId, query::Distribution>& boots);

// The distribution that a metric is a number of: "cma_latency" of "cma_latency_p95". Empty: the
// metric is none of a distribution.
std::string_view distribution_of(std::string_view metric);

}  // namespace folioscope::compare
