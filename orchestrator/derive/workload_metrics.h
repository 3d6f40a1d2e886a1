// SPDX-License-Identifier: GPL-3.0-or-later
// What a workload says about itself, one JSON object a line:
//   {"metric": "name", "value": 1.5, "unit": "ms"}             a metric as it is
//   {"samples": "name", "unit": "ms", "values": [1, 2, ...]}   name_p50, name_p95, name_max and the
//                                                              distribution; lines of one name add
//                                                              up
// Every other line is none of our business. A line that has one of these shapes but not its types
// is counted as an anomaly; a metric that is given twice keeps its last value and is counted too.
#pragma once

#include <string>
#include <vector>

#include "derive/output.h"

namespace folioscope::derive {

void write_workload_metrics(const std::vector<std::string>& lines, Output& out);

}  // namespace folioscope::derive
