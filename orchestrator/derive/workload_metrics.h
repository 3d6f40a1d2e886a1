// SPDX-License-Identifier: GPL-3.0-or-later
// What a workload says about itself, one JSON object a line:
//   {"metric": "name", "value": 1.5, "unit": "ms"}             a metric as it is
//   {"samples": "name", "unit": "ms", "values": [1, 2, ...]}   name_p50, name_p95, name_max and the
//                                                              distribution; lines of one name add
//                                                              up
// In other lines the experiment's patterns find numbers, NAME as the last line that has it says; and
// results of kernel selftests (ktap.h) are counted, tests_passed, tests_failed and tests_skipped, each
// test also by itself: "test:NAME" is 1 where it passed and 0 where it failed.
// What is left is none of our business. A line that has one of these shapes but not its types
// is counted as an anomaly; a metric that is given twice keeps its last value and is counted too.
#pragma once

#include <string>
#include <vector>

#include "derive/output.h"

namespace folioscope::derive {

void write_workload_metrics(const std::vector<std::string>& lines,
                            const std::vector<store::MetricPatternRow>& patterns, Output& out);

}  // namespace folioscope::derive
