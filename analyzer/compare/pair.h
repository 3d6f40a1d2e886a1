// SPDX-License-Identifier: GPL-3.0-or-later
// Two variants of a run on one metric under one condition, at an error that the caller gives: for
// searches, which share the error of the whole among many runs. A report asks family.h instead.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compare/evaluate.h"
#include "compare/settle.h"
#include "query/comparison.h"
#include "stats/outcome.h"
#include "stats/sequential.h"
#include "stats/summary.h"

namespace folioscope::compare {

struct Pair {
  std::string metric, from, to;  // variants
};

struct PairResult {
  std::string unit;                         // of the metric; empty: no boot gave it
  stats::Summary from, to;                  // of all boots that gave it
  stats::Contrast contrast;                 // to - from, inside blocks
  std::optional<stats::Interval> interval;  // 95 %; none: no spread was seen
  double p = 1;                             // of its test; in a table of several: adjusted
  bool differs = false;                     // rejected, and nothing withheld
  std::optional<int> decided;               // followed over blocks: so many until then
  WithheldFor withheld = WithheldFor::Nothing;
  // At most one of the two gave the metric.
  bool empty() const { return from.count == 0 || to.count == 0; }
};

inline constexpr int kAllBlocks = std::numeric_limits<int>::max();

// One test that may be looked at after every block, of all of `significance`. Counts the first
// `blocks` blocks, so that it says the same whenever it is asked.
PairResult follow_pair(const query::Comparison& run, const Place& place, const Pair& pair,
                       const stats::Looks& looks, double significance, int blocks = kAllBlocks);

// Tests of a fixed number of boots, all of them together wrong with `significance` at most,
// whatever they have in common (Holm, 1979).
std::vector<PairResult> test_pairs(const query::Comparison& run, const Place& place,
                                   const std::vector<Pair>& pairs, double significance);

// Boots of one variant under this condition that were tried, and that gave numbers.
struct Endings {
  int ended = 0, done = 0;
};
Endings endings_of(const query::Comparison& run, const Place& place, const std::string& variant,
                   int blocks = kAllBlocks);

// Boots of each variant, about, that show `difference` in eight of ten runs; none: the spread of
// this pair is not known, or more than stats::kMostBoots.
std::optional<std::size_t> boots_to_show(const PairResult& pair, double difference);
// The smallest difference that the boots of this pair show in eight of ten runs.
std::optional<double> shown_by(const PairResult& pair);

// The test itself: of boots in the order of their blocks.
stats::Followed followed(std::span<const stats::Boot> boots, const stats::Values& values,
                         const stats::Looks& looks, double significance,
                         std::size_t samples = stats::kSampled);

}  // namespace folioscope::compare
