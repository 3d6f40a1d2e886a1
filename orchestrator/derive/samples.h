// SPDX-License-Identifier: GPL-3.0-or-later
// Samples of one kind and what is stored of them: quantiles, a mean, and how they are distributed
// over powers of two. In bounded memory, however many there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "derive/histogram.h"

namespace folioscope::derive {

// Counts over [2^k, 2^(k+1)), the same mirrored below 0, and [0, 2^-30) between: a picosecond, when
// the unit is milliseconds.
class Distribution {
 public:
  struct Bucket {
    double low = 0, high = 0;
    std::int64_t count = 0;
  };
  void add(double value, std::int64_t count = 1);
  Distribution& operator+=(const Distribution& other);
  bool empty() const { return counts_.empty(); }
  std::vector<Bucket> buckets() const;  // rising

 private:
  struct Range {
    double low, high;
    auto operator<=>(const Range&) const = default;
  };
  static Range range_of(double value);

  std::map<Range, std::int64_t> counts_;  // some 2,000 ranges at most
};

struct SampleSummary {
  double p50 = 0, p95 = 0, p99 = 0, max = 0, mean = 0;
  std::vector<Distribution::Bucket> buckets;
};

// Of all values, at least one.
SampleSummary summary_of(std::vector<double> values);
// Of a histogram with at least one; buckets start at 0, 2, 4, 8, ...
SampleSummary summary_of(Histogram& values);

// Durations, told in nanoseconds and summed up in milliseconds. Exact up to a bound; beyond it a
// quantile is at most 1/16 too large, the rest stays exact.
class Samples {
 public:
  // 8 MiB. Boots of the experiments have some ten thousands.
  static constexpr std::size_t kExact = std::size_t{1} << 20;

  void add(std::uint64_t ns);
  std::int64_t count() const { return count_; }
  double total_ms() const { return total_ms_; }
  double longest_ms() const { return longest_ms_; }
  const Distribution& distribution() const { return distribution_; }
  // count() must not be 0.
  SampleSummary summary();

 private:
  std::vector<std::uint64_t> exact_;  // empty once there are too many
  Histogram all_;
  Distribution distribution_;
  std::int64_t count_ = 0;
  double total_ms_ = 0, longest_ms_ = 0, mean_ms_ = 0;
};

}  // namespace folioscope::derive
