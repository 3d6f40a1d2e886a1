// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/output.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

namespace folioscope::derive {
namespace {

std::string_view to_string(Source source) {
  switch (source) {
    case Source::Events:
      return "events";
    case Source::Vmstat:
      return "vmstat";
    case Source::Workload:
      return "workload";
    case Source::Guest:
      return "guest";
  }
  return "events";
}

// Below this a value shares the bucket of 0: a picosecond, when the unit is milliseconds.
constexpr int kLeastExponent = -30;

struct Bucket {
  double low, high;
  auto operator<=>(const Bucket&) const = default;
};

// [2^k, 2^(k+1)) for what is above 0, the same mirrored below it, and [0, least) between.
Bucket bucket_of(double value) {
  int exponent = 0;
  const double fraction = std::frexp(std::abs(value), &exponent);  // in [0.5, 1)
  if (value < 0 && fraction == 0.5) --exponent;                    // -2^k is a bucket's low end
  if (exponent <= kLeastExponent || value == 0) return {0, std::ldexp(1, kLeastExponent)};
  const double inner = std::ldexp(1, exponent - 1), outer = std::ldexp(1, exponent);
  return value > 0 ? Bucket{inner, outer} : Bucket{-outer, -inner};
}

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

}  // namespace

void Output::metric(Source source, std::string_view name, double value, std::string_view unit) {
  assert(std::isfinite(value));
  if (!metric_names_.emplace(name).second) return anomaly("metric_name_taken", 1);
  derived_.metrics.push_back({.name = std::string(name),
                              .value = value,
                              .unit = std::string(unit),
                              .source = std::string(to_string(source)),
                              .touched_by_loss = lossy_ && source == Source::Events});
}

const store::MetricRow* Output::find(std::string_view name) const {
  const auto found = std::ranges::find(derived_.metrics, name, &store::MetricRow::name);
  return found == derived_.metrics.end() ? nullptr : &*found;
}

void Output::ratio(std::string_view name, std::string_view part, std::string_view whole) {
  const store::MetricRow* above = find(part);
  const store::MetricRow* below = find(whole);
  if (above == nullptr || below == nullptr || below->value == 0) return;
  if (!metric_names_.emplace(name).second) return anomaly("metric_name_taken", 1);
  store::MetricRow row = *above;
  row.name = name;
  row.value = above->value / below->value;
  row.unit = "count";
  row.touched_by_loss = above->touched_by_loss || below->touched_by_loss;
  derived_.metrics.push_back(std::move(row));
}

void Output::samples(Source source, const std::string& name, std::vector<double> values,
                     std::string_view unit) {
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  metric(source, name + "_p50", quantile(values, 0.5), unit);
  metric(source, name + "_p95", quantile(values, 0.95), unit);
  metric(source, name + "_p99", quantile(values, 0.99), unit);
  metric(source, name + "_max", values.back(), unit);
  metric(source, name + "_mean", mean_of(values), unit);
  distribution(name, values, unit);
}

void Output::samples(Source source, const std::string& name, Histogram& values,
                     std::string_view unit) {
  if (values.count() == 0) return;
  metric(source, name + "_p50", values.quantile(0.5), unit);
  metric(source, name + "_p95", values.quantile(0.95), unit);
  metric(source, name + "_p99", values.quantile(0.99), unit);
  metric(source, name + "_max", static_cast<double>(values.max()), unit);
  metric(source, name + "_mean", values.mean(), unit);
  if (!distribution_names_.insert(name).second) return anomaly("metric_name_taken", 1);
  for (std::size_t n = 0; n < Histogram::kOctaves; ++n)
    if (const std::uint64_t count = values.octave(n); count > 0)
      derived_.distributions.push_back({.name = name,
                                        .low = n == 0 ? 0 : std::ldexp(1, static_cast<int>(n)),
                                        .high = std::ldexp(1, static_cast<int>(n) + 1),
                                        .count = static_cast<std::int64_t>(count),
                                        .unit = std::string(unit)});
}

void Output::distribution(const std::string& name, const std::vector<double>& values,
                          std::string_view unit) {
  if (values.empty()) return;
  if (!distribution_names_.insert(name).second) return anomaly("metric_name_taken", 1);
  std::map<Bucket, std::int64_t> buckets;
  for (const double value : values) ++buckets[bucket_of(value)];
  for (const auto& [bucket, count] : buckets)
    derived_.distributions.push_back({.name = name,
                                      .low = bucket.low,
                                      .high = bucket.high,
                                      .count = count,
                                      .unit = std::string(unit)});
}

void Output::anomaly(std::string_view name, std::int64_t count) {
  if (count == 0) return;
  const auto found = anomalies_.find(name);
  if (found != anomalies_.end()) {
    found->second += count;
  } else {
    anomalies_.emplace(name, count);
  }
}

Derived Output::take() && {
  for (const auto& [name, count] : anomalies_) derived_.anomalies.push_back({name, count});
  return std::move(derived_);
}

}  // namespace folioscope::derive
