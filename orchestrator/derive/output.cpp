// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/output.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "base/saturating.h"

namespace folioscope::derive {

void Output::add_metric(const Key& key, double value) {
  assert(std::isfinite(value));
  if (!metric_names_.emplace(key.name).second) return anomaly("metric_name_taken", 1);
  derived_.metrics.push_back({.name = std::string(key.name),
                              .value = value,
                              .unit = std::string(key.unit),
                              .source = std::string(to_string(key.source)),
                              .touched_by_loss = lossy_ && key.source == Source::Events});
}

void Output::add_samples(const Key& key, const SampleSummary& summary) {
  const std::pair<std::string_view, double> values[] = {{"_p50", summary.p50},
                                                        {"_p95", summary.p95},
                                                        {"_p99", summary.p99},
                                                        {"_max", summary.max},
                                                        {"_mean", summary.mean}};
  for (const auto& [suffix, value] : values) {
    std::string name(key.name);
    name += suffix;
    add_metric({name, key.unit, key.source}, value);
  }
  add_distribution(key.name, key.unit, summary.buckets);
}

void Output::add_distribution(std::string_view name, std::string_view unit,
                              const std::vector<Distribution::Bucket>& buckets) {
  if (!distribution_names_.emplace(name).second) return anomaly("metric_name_taken", 1);
  for (const auto& [low, high, count] : buckets)
    derived_.distributions.push_back({.name = std::string(name),
                                      .low = low,
                                      .high = high,
                                      .count = count,
                                      .unit = std::string(unit)});
}

void Output::metric(MetricName name, double value, Source source) {
  add_metric({name.text(), name.unit(), source}, value);
}

void Output::metric(const catalog::Metric& metric, double value) {
  add_metric({metric.name, metric.unit, metric.source}, value);
}

void Output::quotient(MetricName name, std::int64_t part, std::int64_t whole) {
  if (whole != 0) metric(name, static_cast<double>(part) / static_cast<double>(whole));
}

const store::MetricRow* Output::find(std::string_view name) const {
  const auto found = std::ranges::find(derived_.metrics, name, &store::MetricRow::name);
  return found == derived_.metrics.end() ? nullptr : &*found;
}

void Output::ratio(MetricName name, MetricName part, MetricName whole) {
  const store::MetricRow* above = find(part.text());
  const store::MetricRow* below = find(whole.text());
  if (above == nullptr || below == nullptr || below->value == 0) return;
  if (!metric_names_.emplace(name.text()).second) return anomaly("metric_name_taken", 1);
  store::MetricRow row = *above;
  row.name = name.text();
  row.value = above->value / below->value;
  row.unit = name.unit();
  row.touched_by_loss = above->touched_by_loss || below->touched_by_loss;
  derived_.metrics.push_back(std::move(row));
}

void Output::samples(SamplesName name, Samples& values) {
  if (values.count() > 0) add_samples({name.text(), name.unit(), name.source()}, values.summary());
}

void Output::samples(SamplesName name, Histogram& values, Source source) {
  if (values.count() > 0) add_samples({name.text(), name.unit(), source}, summary_of(values));
}

void Output::distribution(DistributionName name, const Distribution& values) {
  if (!values.empty()) add_distribution(name.text(), name.unit(), values.buckets());
}

void Output::workload_metric(std::string_view name, double value, std::string_view unit) {
  add_metric({name, unit, Source::Workload}, value);
}

void Output::workload_samples(const std::string& name, std::vector<double> values,
                              std::string_view unit) {
  if (!values.empty()) add_samples({name, unit, Source::Workload}, summary_of(std::move(values)));
}

void Output::probe_hits(const std::string& probe, std::int64_t hits, double seconds) {
  const std::string name = "probe:" + probe;
  add_metric({name, "count", Source::Events}, static_cast<double>(hits));
  if (seconds > 0)
    add_metric({name + "_rate", "1/s", Source::Events}, static_cast<double>(hits) / seconds);
}

void Output::probe_samples(const std::string& probe, std::string_view field,
                           std::vector<double> values) {
  if (values.empty()) return;
  const std::string name = "probe:" + probe + '.' + std::string(field);
  add_samples({name, "value", Source::Events}, summary_of(std::move(values)));
}

void Output::vmstat_counter(std::string_view name, double value) {
  if (!metric_names_.contains(name)) add_metric({name, "count", Source::Vmstat}, value);
}

void Output::anomaly(AnomalyName name, std::int64_t count) {
  if (count == 0) return;
  // What a guest says may not fit: then it is as much as there can be.
  std::int64_t& sum = anomalies_[std::string(name.text())];
  sum = saturating_add(sum, count);
}

store::DerivedRows Output::take() && {
  for (const auto& [name, count] : anomalies_) derived_.anomalies.push_back({name, count});
  return std::move(derived_);
}

}  // namespace folioscope::derive
