// SPDX-License-Identifier: GPL-3.0-or-later
// Collects a boot's derived rows and keeps their keys unique, as the store wants them: the first
// row of a name stays, a later one is counted as the anomaly `metric_name_taken`. Names are those
// of the catalogue, which has their units and sources; only a workload, a
// probe or a counter of /proc/vmstat that the experiment asks for has a name of its own.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/metric.h"
#include "catalog/metric_name.h"
#include "derive/histogram.h"
#include "derive/samples.h"
#include "store/records.h"

namespace folioscope::derive {

using catalog::AnomalyName;
using catalog::DistributionName;
using catalog::MetricFamily;
using catalog::MetricName;
using catalog::SamplesFamily;
using catalog::SamplesName;
using catalog::Source;

class Output {
 public:
  // `lossy`: marks every metric made of events.
  explicit Output(bool lossy) : lossy_(lossy) {}

  void metric(MetricName name, double value) { metric(name, value, name.source()); }
  // For numbers that more than one source can give.
  void metric(MetricName name, double value, Source source);
  // One that was looked up.
  void metric(const catalog::Metric& metric, double value);
  void count(MetricName name, std::int64_t value) { metric(name, static_cast<double>(value)); }
  // Nothing when `whole` is 0.
  void quotient(MetricName name, std::int64_t part, std::int64_t whole);
  // The quotient of two metrics that are there, of whatever source; nothing without both, or when
  // the second is 0. Loss that touched one of them touched `name`.
  void ratio(MetricName name, MetricName part, MetricName whole);
  // NAME_p50, NAME_p95, NAME_p99 and NAME_max (nearest rank), NAME_mean, and the distribution NAME
  // over powers of two. Nothing when there are no samples.
  void samples(SamplesName name, Samples& values);
  void samples(SamplesName name, Histogram& values) { samples(name, values, name.source()); }
  void samples(SamplesName name, Histogram& values, Source source);
  // The distribution alone.
  void distribution(DistributionName name, const Distribution& values);
  // What a workload prints about itself, under names of its own.
  void workload_metric(std::string_view name, double value, std::string_view unit);
  void workload_samples(const std::string& name, std::vector<double> values, std::string_view unit);
  // Of a probe of the experiment's own, under names of its own. A rate needs a time.
  void probe_hits(const std::string& probe, std::int64_t hits, double seconds);
  void probe_samples(const std::string& probe, std::string_view field, std::vector<double> values);
  // A counter of the kernel's /proc/vmstat that the experiment asks for.
  void vmstat_counter(std::string_view name, double value);
  void references(store::ReferenceRows rows) { derived_.references = std::move(rows); }
  void operations(std::vector<store::OperationRow> rows,
                  std::vector<store::OperationLockRow> locks) {
    derived_.operations.operations = std::move(rows);
    derived_.operations.locks = std::move(locks);
  }
  void operation_references(std::vector<store::OperationReferenceRow> rows) {
    derived_.operations.references = std::move(rows);
  }
  void lock_intervals(std::vector<store::IntervalRow> rows) {
    derived_.page_rows.locks = std::move(rows);
  }
  void reference_intervals(std::vector<store::IntervalRow> rows) {
    derived_.page_rows.references = std::move(rows);
  }
  void holder_counts(std::vector<store::HolderCountRow> rows) {
    derived_.page_rows.holder_counts = std::move(rows);
  }
  void page_ranges(std::vector<store::PageRangeRow> rows) {
    derived_.page_rows.ranges.insert(derived_.page_rows.ranges.end(), rows.begin(), rows.end());
  }
  // Adds to the count of `name`; 0 is no anomaly.
  void anomaly(AnomalyName name, std::int64_t count);

  store::DerivedRows take() &&;

 private:
  struct Key {
    std::string_view name, unit;
    Source source;
  };
  void add_metric(const Key& key, double value);
  void add_samples(const Key& key, const SampleSummary& summary);
  void add_distribution(std::string_view name, std::string_view unit,
                        const std::vector<Distribution::Bucket>& buckets);
  const store::MetricRow* find(std::string_view name) const;

  bool lossy_;
  store::DerivedRows derived_;
  std::set<std::string, std::less<>> metric_names_, distribution_names_;
  std::map<std::string, std::int64_t, std::less<>> anomalies_;
};

}  // namespace folioscope::derive
