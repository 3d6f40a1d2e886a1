// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/samples.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace folioscope::derive {
namespace {

constexpr int kLeastExponent = -30;

// Nearest rank: the smallest sample that at least `share` of all samples do not exceed.
double quantile(const std::vector<double>& sorted, double share) {
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

// The sum of finite values need not be one.
double mean_of(const std::vector<double>& values) {
  double mean = 0;
  double seen = 0;
  for (const double value : values) {
    ++seen;
    mean += value / seen - mean / seen;
  }
  return mean;
}

double ms(std::uint64_t ns) { return static_cast<double>(ns) / 1e6; }

}  // namespace

Distribution::Range Distribution::range_of(double value) {
  int exponent = 0;
  const double fraction = std::frexp(std::abs(value), &exponent);  // in [0.5, 1)
  if (value < 0 && fraction == 0.5) --exponent;                    // -2^k is a range's low end
  if (exponent <= kLeastExponent || value == 0) return {0, std::ldexp(1, kLeastExponent)};
  const double inner = std::ldexp(1, exponent - 1);
  // Of the last range the end is no number.
  const double outer = std::min(std::ldexp(1, exponent), std::numeric_limits<double>::max());
  return value > 0 ? Range{inner, outer} : Range{-outer, -inner};
}

void Distribution::add(double value, std::int64_t count) { counts_[range_of(value)] += count; }

Distribution& Distribution::operator+=(const Distribution& other) {
  for (const auto& [range, count] : other.counts_) counts_[range] += count;
  return *this;
}

std::vector<Distribution::Bucket> Distribution::buckets() const {
  std::vector<Bucket> buckets;
  for (const auto& [range, count] : counts_) buckets.push_back({range.low, range.high, count});
  return buckets;
}

SampleSummary summary_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  Distribution distribution;
  for (const double value : values) distribution.add(value);
  return {.p50 = quantile(values, 0.5),
          .p95 = quantile(values, 0.95),
          .p99 = quantile(values, 0.99),
          .max = values.back(),
          .mean = mean_of(values),
          .buckets = distribution.buckets()};
}

SampleSummary summary_of(Histogram& values) {
  SampleSummary summary{.p50 = values.quantile(0.5),
                        .p95 = values.quantile(0.95),
                        .p99 = values.quantile(0.99),
                        .max = static_cast<double>(values.max()),
                        .mean = values.mean(),
                        .buckets = {}};
  for (std::size_t n = 0; n < Histogram::kOctaves; ++n)
    if (const std::uint64_t count = values.octave(n); count > 0)
      summary.buckets.push_back({n == 0 ? 0 : std::ldexp(1, static_cast<int>(n)),
                                 std::ldexp(1, static_cast<int>(n) + 1),
                                 static_cast<std::int64_t>(count)});
  return summary;
}

void Samples::add(std::uint64_t ns) {
  const double value = ms(ns);
  ++count_;
  total_ms_ += value;
  longest_ms_ = std::max(longest_ms_, value);
  const auto seen = static_cast<double>(count_);
  mean_ms_ += value / seen - mean_ms_ / seen;
  all_.add(ns);
  distribution_.add(value);
  if (count_ <= static_cast<std::int64_t>(kExact))
    exact_.push_back(ns);
  else
    exact_ = {};
}

SampleSummary Samples::summary() {
  if (count_ <= static_cast<std::int64_t>(kExact)) {
    std::vector<double> values;
    values.reserve(exact_.size());
    for (const std::uint64_t ns : exact_) values.push_back(ms(ns));
    return summary_of(std::move(values));
  }
  return {.p50 = all_.quantile(0.5) / 1e6,
          .p95 = all_.quantile(0.95) / 1e6,
          .p99 = all_.quantile(0.99) / 1e6,
          .max = longest_ms_,
          .mean = mean_ms_,
          .buckets = distribution_.buckets()};
}

}  // namespace folioscope::derive
