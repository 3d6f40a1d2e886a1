// SPDX-License-Identifier: GPL-3.0-or-later
// How much the boots of one kernel differ among themselves: the noise floor of a metric on a host
// and a shape of machine. What a plan can promise comes from it, never from a difference.
#pragma once

#include <string>
#include <vector>

#include "compare/family.h"

namespace folioscope::compare {

struct Noise {
  std::string host;   // "AMD EPYC, 2 cores, tcg"
  std::string shape;  // "8 vCPUs, 512 MiB, 1 node"
  std::string workload, metric, unit;
  double mean = 0;       // of the baseline
  double deviation = 0;  // of a boot inside its block and variant; > 0
  int freedom = 0;       // that it was estimated with

  bool operator==(const Noise&) const = default;
};

// Of every metric that the report leads with, at every condition: baseline and first variant
// pooled. Metrics whose boots are all equal, or too few, have none.
std::vector<Noise> noise_of(const TestedRun& run);

std::string host_name(const store::RunRow& run);
std::string shape_of(const store::MachineRow& machine);

// The share of the mean that so many boots of each variant show in eight of ten runs, from the
// lower and the upper end of what the deviation may be; a mean of zero has none.
struct Shown {
  double low = 0, high = 0;
};
std::optional<Shown> shown_by(const Noise& noise, std::size_t boots);

}  // namespace folioscope::compare
