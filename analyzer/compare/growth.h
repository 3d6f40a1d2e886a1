// SPDX-License-Identifier: GPL-3.0-or-later
// Over which numbers a run sweeps: arguments of a workload, settings, vCPUs or NUMA nodes of
// machines, with three values or more while everything else is the same. Points into the findings.
#pragma once

#include <string>
#include <vector>

#include "compare/findings.h"

namespace folioscope::compare {

struct GrowthStep {
  double x = 0;
  std::string label;  // as the experiment writes it: "64"
  const ConditionResult* condition = nullptr;
};

// Points that differ in one number only, ascending.
struct GrowthPanel {
  std::string title;  // what tells it from the other panels: "numa2, file=directory"; may be empty
  std::vector<GrowthStep> steps;

  bool overcommitted() const;  // at every step
};

struct GrowthAxis {
  std::string name;  // "faulters", "mig_window_us", "vCPUs", "NUMA nodes"
  std::vector<GrowthPanel> panels;
};

inline constexpr std::size_t kFewestSteps = 3;

// Arguments and settings by name, then vCPUs and NUMA nodes; panels in the experiment's order.
std::vector<GrowthAxis> growth_of(const query::Comparison& comparison, const Findings& findings);

}  // namespace folioscope::compare
