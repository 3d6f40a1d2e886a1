// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics that a run has on one of its bases and not on another: kernels differ in what they can
// tell, and a number that is missing is not 0.
#pragma once

#include <string>
#include <vector>

#include "query/comparison.h"

namespace folioscope::compare {

struct AbsentMetric {
  std::string metric, base;

  bool operator==(const AbsentMetric&) const = default;
};

// Of `metrics`, those that boots gave on some base, with each base that has boots and none of it.
std::vector<AbsentMetric> absent_metrics(const query::Comparison& run,
                                         const std::vector<std::string>& metrics);

}  // namespace folioscope::compare
