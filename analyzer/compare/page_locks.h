// SPDX-License-Identifier: GPL-3.0-or-later
// How long page locks were held, waited for and queued for, by variant. One row for each
// distribution that the boots have; a boot's quantiles are compared, as everywhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compare/evaluate.h"
#include "compare/sample_shape.h"
#include "query/comparison.h"

namespace folioscope::compare {

// Of one variant. Quantiles and the largest are medians over boots of the boot's own.
struct LockVariant {
  std::size_t boots = 0;  // that have distributions of page locks, this one or not
  double per_boot = 0;    // samples, mean over the boots that have the distribution; 0: none has
  double p50 = 0, p90 = 0, p99 = 0;
  double largest = 0;  // of all boots
};

struct LockRow {
  std::string name;                   // of the distribution: "lock_hold_migration"
  std::string title;                  // in its block: "migration"
  std::string unit;                   // "ns" or "count"
  std::vector<LockVariant> variants;  // by variant
  MetricResult p50;                   // what the difference is made of
};

struct LockBlock {
  std::string title;  // "held, by class of holder"
  std::vector<LockRow> rows;
};

// Locks seen to begin or end only, or otherwise not part of any hold: a metric, mean over boots.
struct NotPaired {
  std::string metric, meaning;
  std::vector<std::optional<double>> per_boot;  // by variant; unset: no boot has the metric
};

struct LockTable {
  std::vector<LockBlock> blocks;  // those that have rows
  std::vector<NotPaired> not_paired;
  std::vector<double> chunks_max;  // by variant: most chunks one wake-up took; empty: not traced

  bool empty() const { return blocks.empty(); }
};

// What the table compares and no metric of the condition is. Made before there are tests.
std::vector<query::Series> page_lock_series(const query::Comparison& comparison,
                                            const query::Condition& condition);

LockTable page_locks_of(const TestedRun& run, const query::Condition& condition);

// Of one distribution of page locks, by the boots that LockVariant rests on.
SampleShape shape_of(const query::Comparison& comparison, const query::Condition& condition,
                     std::size_t variant, std::string_view name);

// How many differences between variants it shows.
std::size_t comparisons_in(const LockTable& locks);

}  // namespace folioscope::compare
