// SPDX-License-Identifier: GPL-3.0-or-later
// The wall time that all boots of a run may take together. What an interruption cost, and what
// built the kernels, is not in it. Pure.
#pragma once

#include <chrono>
#include <map>
#include <vector>

#include "base/units.h"
#include "store/records.h"

namespace folioscope::run {

class Budget {
 public:
  using Clock = std::chrono::steady_clock;

  // `limit`: 0 for none. `before`: what the boots of earlier processes took.
  Budget(std::chrono::milliseconds limit, std::chrono::nanoseconds before, Clock::time_point start)
      : limit_(limit), before_(before), start_(start) {}

  bool spent(Clock::time_point now) const { return limit_.count() != 0 && left(now).count() <= 0; }
  // Without a limit: forever.
  std::chrono::nanoseconds left(Clock::time_point now) const {
    if (limit_.count() == 0) return std::chrono::nanoseconds::max();
    return limit_ - before_ - (now - start_);
  }

 private:
  std::chrono::milliseconds limit_;
  std::chrono::nanoseconds before_;
  Clock::time_point start_;
};

// The time in which at least one boot was under way.
std::chrono::nanoseconds time_of_boots(
    const std::map<CellId, std::vector<store::AttemptRow>>& attempts);

}  // namespace folioscope::run
