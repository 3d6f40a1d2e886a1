// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of one experiment over time: each metric as a series with a number for each run, and where
// it changed. Here the run is the sample: its boots share a kernel, a host and a day, so however
// many they are, they are one number of the series. Values, detached from the runs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/units.h"
#include "compare/scale.h"
#include "query/comparison.h"
#include "stats/change_points.h"
#include "stats/interval.h"

namespace folioscope::compare {

struct HistoryPoint {
  std::string run;      // as its user names it
  std::string release;  // of the variant's kernel; empty: not known
  HostTime started;
  std::size_t boots = 0;
  double mean = 0;                          // over the boots
  std::optional<stats::Interval> interval;  // Student's, of that mean; none: no spread was seen
};

// A stretch of runs without a change inside.
struct HistoryLevel {
  std::size_t first = 0, count = 0;  // of the points
  double mean = 0;                   // over the runs
  std::optional<double> p;           // of the change at its begin; none of the first
};

struct HistorySeries {
  std::string machine, workload, variant, metric, unit;
  std::vector<HistoryPoint> points;  // by time
  std::vector<HistoryLevel> levels;  // one at least
  Scale scale;

  bool changed() const { return levels.size() > 1; }
};

struct History {
  std::string experiment;
  std::size_t runs = 0;
  std::vector<HistorySeries> series;
  // What differs between the runs beside their kernels, a sentence each.
  std::vector<std::string> differences;
};

class HistoryOfRuns {
 public:
  // `metrics`: these; empty: what the reports of the runs lead with.
  explicit HistoryOfRuns(std::vector<std::string> metrics) : metrics_(std::move(metrics)) {}

  // In any order. Nothing of `run` is kept but numbers.
  void add(const std::string& name, const query::Comparison& run);
  History finish(const stats::ChangeSearch& search = {}) &&;

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  struct Of {
    std::string unit;
    std::vector<HistoryPoint> points;
  };

  void add_series(const std::string& name, const query::Comparison& run,
                  const query::Condition& condition, const query::Series& series);

  std::vector<std::string> metrics_;
  std::string experiment_;
  std::size_t runs_ = 0;
  std::map<Key, Of> series_;  // by metric, machine, workload, variant
  // Of metrics, in the order of the reports, and of variants: the baseline is the first.
  std::map<std::string, std::size_t> rank_, variant_rank_;
  std::map<std::string, int> accelerations_, hosts_, texts_;
};

}  // namespace folioscope::compare
