// SPDX-License-Identifier: GPL-3.0-or-later
// A plan for a reader: the matrix, the order and how long it will take. Touches nothing; what the
// estimate rests on is given by the caller.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"

namespace folioscope::plan {

// What building one variant's kernel is expected to cost.
struct KernelCost {
  std::string how;  // "reused", "incremental", "cold"
  double seconds = 0;
};

struct Costs {
  std::vector<KernelCost> kernels;  // one per variant, or empty: kernels are left out
  double cell_seconds = 20;         // one boot, measured on 2 cores under emulation
  int concurrent = 1;               // guests at once
};

// Kernels first, one after the other; then the cells, `concurrent` at once.
double estimate_seconds(const Plan& plan, const Costs& costs);

// For a terminal. Orders longer than 48 cells are cut, with a line that says so.
std::string describe(const Plan& plan, const Costs& costs);
// The same and every cell, as one JSON object.
std::string describe_json(const Plan& plan, const Costs& costs);

// "45 s", "4 min", "1 h 20 min": as precise as an estimate is.
std::string format_duration(double seconds);

}  // namespace folioscope::plan
