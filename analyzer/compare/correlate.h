// SPDX-License-Identifier: GPL-3.0-or-later
// What goes with what inside the boots: of each kind of operation, whether those fail, or take
// long, in which others held locks or references on the pages; by variant, and whether a patch
// changed it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/comparison.h"
#include "query/operations.h"
#include "stats/rank_correlation.h"

namespace folioscope::compare {

// What of an operation may be correlated.
struct Quantity {
  std::string_view name;     // "longest_lock"
  std::string_view unit;     // "ns" or "count"
  std::string_view meaning;  // "longest lock hold by others"
  double (*of)(const query::Operation& operation);
};
inline constexpr std::size_t kQuantities = 9;
const std::array<Quantity, kQuantities>& quantities();
// Null: there is none of this name.
const Quantity* find_quantity(std::string_view name);

// Operations by whether they failed, and whether x was above zero.
struct TwoByTwo {
  std::int64_t failed_with = 0, failed_without = 0, succeeded_with = 0, succeeded_without = 0;

  // Of operations with x above zero, and of the others; nothing where there are none.
  std::optional<double> failure_rate_with() const;
  std::optional<double> failure_rate_without() const;
};

struct VariantCorrelation {
  std::string variant;
  std::int64_t boots = 0, operations = 0, failed = 0;  // boots with operations
  std::optional<stats::Correlation> rho;               // of x and y
  std::optional<stats::RhoDifference> from_baseline;   // nothing for the baseline
  TwoByTwo by_x;
};

struct CorrelationTable {
  std::string machine, workload;
  query::OperationKind kind;
  const Quantity* x = nullptr;
  const Quantity* y = nullptr;
  std::vector<VariantCorrelation> variants;  // as Comparison::variants; those with operations
};

// One for each condition and kind of operation that has any. Seeded by the run's seed.
std::vector<CorrelationTable> correlations_of(const query::Comparison& comparison,
                                              const query::OperationsOfRun& operations,
                                              const Quantity& x, const Quantity& y);

}  // namespace folioscope::compare
