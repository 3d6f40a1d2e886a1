// SPDX-License-Identifier: GPL-3.0-or-later
// What the host gave the boots of each variant, and which boots were done again because the host
// failed them. Empty for runs of a version that did not measure it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "query/comparison.h"

namespace folioscope::compare {

// Shares of the time that the boots that count took, over all of them together.
struct HostUse {
  std::string variant, machine, workload;
  int boots = 0;
  int done_again = 0;                  // boots before them that the host failed
  double ran = 0;                      // CPUs that QEMU kept busy
  double waited = 0;                   // of the time that its vCPUs wanted to run
  double stolen = 0;                   // CPUs that a hypervisor below the host took
  std::optional<double> cpu_pressure;  // some task of the host waited for a CPU
};

// In the order of the experiment file; only where something was measured.
std::vector<HostUse> host_use(const query::Comparison& comparison);

// A boot that was done again, once for each time; in the experiment's order.
struct DoneAgain {
  std::string variant, machine, workload;
  int boot = 0, attempt = 0;
  std::string reason, console;
};
std::vector<DoneAgain> boots_done_again(const query::Comparison& comparison);

}  // namespace folioscope::compare
