// SPDX-License-Identifier: GPL-3.0-or-later
// How long a plan will take. An estimate to be kept, not a forecast: a run that finishes earlier
// disappoints nobody. It knows emulated guests on two cores; with KVM runs are faster.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace folioscope::plan {

// What building a variant's kernel on one base is expected to cost.
struct KernelCost {
  std::string how;  // "reused", "incremental", "cold"
  double seconds = 0;
  std::size_t variant = 0, base = 0;
  std::vector<std::string> notes = {};  // how its patches are taken
  std::string refusal = {};             // why there will be no kernel; empty: none is known
};

struct Costs {
  std::vector<KernelCost>
      kernels;         // of every variant on every base, or empty: kernels are left out
  int concurrent = 1;  // guests at once
};

// All in seconds of the host.
struct Estimate {
  double kernels = 0;   // one after the other
  double boots = 0;     // all of them, `concurrent` at once
  double fewest = 0;    // those that are run whatever comes out
  double per_boot = 0;  // mean over the cells
  // Where the budget of the boots ends them, with the blocks that were begun.
  double boots_end = std::numeric_limits<double>::infinity();
  double total() const;            // with the margin
  double total_of_fewest() const;  // with the margin
};

// Added to everything: hosts are busy, builds meet cold caches.
inline constexpr double kMargin = 1.5;

Estimate estimate(const Plan& plan, const Costs& costs);

// One boot among `concurrent`: kernel and image, the workload's `typical` time, or a fifth more
// than its argument `seconds`, or kUnknownWorkloadSeconds, and the end.
double cell_seconds(const WorkloadCondition& condition, const spec::Machine& machine,
                    int concurrent);
inline constexpr double kUnknownWorkloadSeconds = 12;

}  // namespace folioscope::plan
