// SPDX-License-Identifier: GPL-3.0-or-later
// What the boots of one step say. Asked by the run after every block, and at the end: from the same
// rows the same answer.
#pragma once

#include <string>
#include <vector>

#include "bisect/search.h"
#include "compare/pair.h"

namespace folioscope::app {

// Two prefixes whose boots ran next to each other.
struct ComparedPrefixes {
  int from = 0, to = 0;
  compare::PairResult result;
};

struct StepTest {
  compare::Place place;
  std::string metric;
  bisect::Probe probe;
  stats::Looks looks;
};

struct StepResult {
  bisect::Answer answer;
  std::vector<ComparedPrefixes> pairs;  // low and middle, middle and high, low and high
  bool settled = false;                 // more boots change nothing
  bool metric_missing = false;          // no boot of either end gave it
  std::string note;                     // what limits the answer; empty: nothing
};
StepResult test_step(const StepTest& test, const query::Comparison& run, int blocks);

// Each prefix against the one before it in `prefixes`.
std::vector<ComparedPrefixes> test_by_patch(const query::Comparison& run,
                                            const compare::Place& place, const std::string& metric,
                                            const std::vector<int>& prefixes, double error);

// Names what the boots did report.
Fault missing_metric(const query::Comparison& run, const StepTest& test);

}  // namespace folioscope::app
