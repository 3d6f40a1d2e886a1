// SPDX-License-Identifier: GPL-3.0-or-later
// What this host has, and the one factor that stretches every timeout on it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/units.h"

namespace folioscope::sys {

struct Host {
  int cores = 1;      // usable by this process (affinity, cgroup quota)
  Bytes memory;       // installed, or the cgroup limit if lower
  Bytes memory_free;  // MemAvailable
  std::string cpu_model;
};
Host measure_host();
double load_average();  // 1 minute
// Of the clock as it stood when the process began, and on from there without leaps: differences
// within a process are times, whoever sets the clock meanwhile.
HostTime now();

// A guest under TCG runs about 4 times slower than with KVM when it boots and computes (a 6.1
// kernel reaches its init after 1.3 s of guest time, 2.5 to 4 s of ours on two shared cores).
inline constexpr double kEmulationScale = 4;

// Multiplies every timeout: 1 with KVM, kEmulationScale under TCG; $FOLIOSCOPE_TIME_SCALE
// overrides.
class TimeScale {
 public:
  explicit TimeScale(double factor) : factor_(factor) {}
  std::chrono::milliseconds operator()(std::chrono::milliseconds base) const {
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(base.count()) * factor_));
  }
  double factor() const { return factor_; }

 private:
  double factor_;
};

// $FOLIOSCOPE_TIME_SCALE if it is a positive number, else `natural`.
TimeScale time_scale(double natural);

}  // namespace folioscope::sys
