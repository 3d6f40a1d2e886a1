// SPDX-License-Identifier: GPL-3.0-or-later
// Boots that gave no sample, with the reason; boots that share it are said once.
#pragma once

#include <string>
#include <vector>

#include "query/comparison.h"

namespace folioscope::compare {

struct NotRun {
  std::string variant, machine, workload;
  CellStatus status = CellStatus::Planned;
  std::string reason;
  std::vector<int> boots;  // ascending
  std::string console;     // of the first of them; relative to the run directory
};

// Neither done nor planned; in the experiment's order.
std::vector<NotRun> failed_boots(const query::Comparison& comparison);
}  // namespace folioscope::compare
