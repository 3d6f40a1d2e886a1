// SPDX-License-Identifier: GPL-3.0-or-later
// Collects a boot's derived rows and keeps their keys unique, as the store wants them: the first
// row of a name stays, a later one is counted as the anomaly `metric_name_taken`.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "derive/derive.h"
#include "derive/histogram.h"

namespace folioscope::derive {

// Guest: counters and histograms that the guest's kernel keeps itself, whole whatever the stream
// lost.
enum class Source { Events, Vmstat, Workload, Guest };

class Output {
 public:
  // `lossy`: marks every metric made of events.
  explicit Output(bool lossy) : lossy_(lossy) {}

  void metric(Source source, std::string_view name, double value, std::string_view unit);
  // The quotient of two metrics that are there, of whatever source; nothing without both, or when
  // the second is 0. Loss that touched one of them touched `name`.
  void ratio(std::string_view name, std::string_view part, std::string_view whole);
  // NAME_p50, NAME_p95, NAME_p99 and NAME_max (nearest rank), NAME_mean, and the distribution NAME
  // over powers of two.
  // Nothing when there are no samples.
  void samples(Source source, const std::string& name, std::vector<double> values,
               std::string_view unit);
  // The same for samples that were too many to keep; buckets start at 0, 2, 4, 8, ...
  void samples(Source source, const std::string& name, Histogram& values, std::string_view unit);
  // The distribution alone.
  void distribution(const std::string& name, const std::vector<double>& values,
                    std::string_view unit);
  // Adds to the count of `name`; 0 is no anomaly.
  void anomaly(std::string_view name, std::int64_t count);

  Derived take() &&;

 private:
  const store::MetricRow* find(std::string_view name) const;

  bool lossy_;
  Derived derived_;
  std::set<std::string, std::less<>> metric_names_, distribution_names_;
  std::map<std::string, std::int64_t, std::less<>> anomalies_;
};

}  // namespace folioscope::derive
