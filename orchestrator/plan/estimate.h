// SPDX-License-Identifier: GPL-3.0-or-later
// How long a plan will take. An estimate to be kept, not a forecast: a run that finishes earlier
// disappoints nobody. Of conditions that were booted on this host before it knows how long that
// took; of others it knows emulated guests on two cores, and with KVM runs are faster.
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <string>
#include <utility>
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

// A condition of the matrix: a machine of the spec and a workload condition of the plan.
struct ConditionIndex {
  std::size_t machine = 0, workload = 0;

  auto operator<=>(const ConditionIndex&) const = default;
};
inline ConditionIndex condition_of(const Cell& cell) { return {cell.machine, cell.workload}; }

// What boots of a condition took on this host, from the start of QEMU to the rows in the store.
struct MeasuredBoots {
  double seconds = 0;     // of one boot, the median
  std::size_t boots = 0;  // that it comes from
  int guests = 1;         // ran at once

  bool operator==(const MeasuredBoots&) const = default;
};

struct Costs {
  std::vector<KernelCost>
      kernels;         // of every variant on every base, or empty: kernels are left out
  int concurrent = 1;  // guests at once
  std::map<ConditionIndex, MeasuredBoots> measured = {};  // as far as it is remembered
};

// All in seconds of the host.
struct Estimate {
  double kernels = 0;   // one after the other
  double boots = 0;     // all of them, `concurrent` at once
  double fewest = 0;    // those that are run whatever comes out
  double per_boot = 0;  // mean over the cells
  // Where the budget of the boots ends them, with the blocks that were begun.
  double boots_end = std::numeric_limits<double>::infinity();
  std::size_t measured_boots = 0;       // that `boots` rests on
  std::size_t measured_conditions = 0;  // of all, those that were booted before
  std::size_t conditions = 0;
  double total() const;            // with the margin
  double total_of_fewest() const;  // with the margin
};

// Added to everything: hosts are busy, builds meet cold caches.
inline constexpr double kMargin = 1.5;

Estimate estimate(const Plan& plan, const Costs& costs);

// One boot of each condition that the plan has cells of, among `costs.concurrent`: as measured, and
// longer where more guests run at once than then. Of a condition that was not measured it is
// guessed, and longer where the measured ones took longer than their guesses.
std::map<ConditionIndex, double> boot_seconds(const Plan& plan, const Costs& costs);

// A guess of one boot among `concurrent`: kernel and image, the workload's `typical` time, or a
// fifth more than its argument `seconds`, or kUnknownWorkloadSeconds, and the end.
double cell_seconds(const WorkloadCondition& condition, const spec::Machine& machine,
                    int concurrent);
inline constexpr double kUnknownWorkloadSeconds = 12;

// 0 of none; of an even number the mean of the two in the middle.
double median_of(std::vector<double> values);

}  // namespace folioscope::plan
