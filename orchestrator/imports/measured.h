// SPDX-License-Identifier: GPL-3.0-or-later
// A boot that is numbers alone. They are kept as the lines that a workload prints
// (derive/workload_metrics.h), so that `folioscope derive` finds them again.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "imports/boot.h"

namespace folioscope::imports {

struct Measured {
  std::string metric;  // as workload_metrics.h has names: letters, digits, _ . - :
  double value = 0;
  std::string unit;
  std::string better = {};  // "lower", "higher"; empty: neither
};

// `text` with what no name of a metric may have as '_', cut to its longest.
std::string metric_name(std::string_view text);
// Whether it can be one as it is.
bool is_metric_name(std::string_view text);
inline constexpr std::size_t kMostUnit = 24;

// Faults: those of derive.
Result<ImportedBoot> boot_of(const std::vector<Measured>& numbers, Label label);

}  // namespace folioscope::imports
