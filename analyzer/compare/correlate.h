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

#include "base/units.h"
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

// Why there is no rho.
enum class NoRho { None, TooFewOperations, SameX, SameY };

struct VariantCorrelation {
  std::string variant;
  std::int64_t boots = 0, operations = 0, failed = 0;  // boots with operations
  std::optional<stats::Correlation> rho;               // of x and y
  NoRho no_rho = NoRho::None;
  std::optional<stats::RhoDifference> from_baseline;  // nothing for the baseline
  TwoByTwo by_x;
};

struct CorrelationTable {
  std::string machine, workload;
  query::OperationKind kind;
  const Quantity* x = nullptr;
  const Quantity* y = nullptr;
  std::vector<VariantCorrelation> variants;  // as Comparison::variants; those with operations
};

// The operations of one kind under one condition, by variant and boot. Valid as long as what they
// were taken from.
struct BootsOperations {
  CellId cell;
  int boot = 0;
  const std::vector<query::Operation>* operations = nullptr;
};
struct VariantOperations {
  std::size_t position = 0;  // in Comparison::variants
  std::string variant;
  std::vector<BootsOperations> boots;  // those that have any
};
struct OperationSet {
  std::string machine, workload;
  query::OperationKind kind;
  std::vector<VariantOperations> variants;  // as Comparison::variants; those that have any
};

// One for each kind of operation that the condition has, by name.
std::vector<OperationSet> operation_sets(const query::Comparison& comparison,
                                         const query::OperationsOfRun& operations,
                                         const query::Condition& condition);

CorrelationTable correlation_of(const OperationSet& set, const Quantity& x, const Quantity& y,
                                std::uint64_t seed);

// One for each condition and kind of operation that has any. Seeded by the run's seed.
std::vector<CorrelationTable> correlations_of(const query::Comparison& comparison,
                                              const query::OperationsOfRun& operations,
                                              const Quantity& x, const Quantity& y);

// The quantity that a metric of boots sums up: "cma_latency_p95" is about "latency". Also for the
// name of a quantity. Null: none is.
const Quantity* quantity_about(std::string_view metric);

}  // namespace folioscope::compare
