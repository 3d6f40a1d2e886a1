// SPDX-License-Identifier: GPL-3.0-or-later
// A process outside that reads /proc/PID/maps of its leader every so often, as ps, top and
// monitoring agents do. Each read takes the leader's mmap_lock.
#pragma once

#include <chrono>
#include <utility>
#include <vector>

#include "base/result.h"
#include "workloads/kit/child.h"

namespace folioscope::workloads {

class Onlooker {
 public:
  // Forks: the caller must be the only thread of its process. Looks from begin() on, and pauses
  // after each read, so that one that takes long delays the next.
  static Result<Onlooker> start(std::chrono::milliseconds pause);
  Status begin() const;
  // How long each reading of the whole file took, in ms; waits for the one under way.
  Result<std::vector<double>> stop() const;

 private:
  explicit Onlooker(Child child) : child_(std::move(child)) {}
  Child child_;
};

}  // namespace folioscope::workloads
