// SPDX-License-Identifier: GPL-3.0-or-later
// What observation costs: the same plan at every level, means of the boots of one block compared
// with each other. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace folioscope::calibrate {

// One boot.
struct LevelBoot {
  std::string level;   // "none", "counters", "histograms", "events"
  int block = 0;       // boots of one block are compared
  double work_ns = 0;  // CPU time that the workload's fixed amount of work took
  double hooks = 0;    // page lock and wake hooks that ran, 0 where nobody counts
};

struct LevelCost {
  std::string level;
  int boots = 0;
  double work_ns = 0;  // median of the blocks
  // Against level none of the same block; the median, and the extremes of the blocks.
  double percent = 0, percent_low = 0, percent_high = 0;
  double ns_per_event = 0;  // median over blocks of extra CPU time by hooks
  bool operator==(const LevelCost&) const = default;
};

// In the order none, counters, histograms, events; levels without a complete block are left out.
std::vector<LevelCost> level_costs(const std::vector<LevelBoot>& boots);

}  // namespace folioscope::calibrate
