// SPDX-License-Identifier: GPL-3.0-or-later
// metrics: of a workload, numbers in what it prints.
//   - {name: ops, pattern: 'ops/s: ([0-9.]+)', unit: 1/s, better: higher}
#pragma once

#include <vector>

#include "spec/diagnostics.h"
#include "spec/form.h"
#include "spec/workload.h"
#include "spec/yaml.h"

namespace folioscope::spec {

Form metric_patterns_form();
std::vector<MetricPattern> read_metric_patterns(const Node& node, Diagnostics& out);

}  // namespace folioscope::spec
