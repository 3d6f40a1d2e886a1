// SPDX-License-Identifier: GPL-3.0-or-later
// What this host has, and the one factor that stretches every timeout on it.
#pragma once

#include <chrono>
#include <string>

#include "base/units.h"

namespace folioscope::sys {

struct Host {
  int cores = 1;         // usable by this process (affinity, cgroup quota)
  Bytes memory;          // installed, or the cgroup limit if lower
  Bytes memory_free;     // MemAvailable
  std::string cpu_model;
};
Host measure_host();
double load_average();  // 1 minute
HostTime now();

// Multiplies every timeout: 1 with KVM, kEmulationScale under TCG; $FOLIOSCOPE_TIME_SCALE overrides.
class TimeScale {
 public:
  explicit TimeScale(double factor) : factor_(factor) {}
  std::chrono::milliseconds operator()(std::chrono::milliseconds base) const {
    return std::chrono::milliseconds(static_cast<std::int64_t>(
        static_cast<double>(base.count()) * factor_));
  }
  double factor() const { return factor_; }

 private:
  double factor_;
};

}  // namespace folioscope::sys
