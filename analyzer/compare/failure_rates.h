// SPDX-License-Identifier: GPL-3.0-or-later
// Which share of the operations failed, by how much of a quantity they had: the operations of all
// variants together, ordered by it and cut into ten groups of the same size, so that the groups of
// the variants are the same ones. Equal values are never cut apart: many of them make the groups
// fewer, and of different size.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compare/correlate.h"
#include "stats/interval.h"

namespace folioscope::compare {

inline constexpr std::size_t kRateGroups = 10;

struct GroupRate {
  std::int64_t operations = 0, failed = 0;
  // Boots drawn anew; nothing with few boots, or without spread between them.
  std::optional<stats::Interval> interval;

  std::optional<double> rate() const;  // nothing without operations
};

struct FailureRates {
  struct Group {
    double low = 0, high = 0;  // smallest and largest value of the quantity in it
  };
  std::vector<Group> groups;  // ascending
  struct Variant {
    std::size_t position = 0;  // in Comparison::variants
    std::string variant;
    std::vector<GroupRate> rates;  // one for each group
  };
  std::vector<Variant> variants;  // as OperationSet::variants
};

FailureRates failure_rates_of(const OperationSet& set, const Quantity& x, std::uint64_t seed);

}  // namespace folioscope::compare
