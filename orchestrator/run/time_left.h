// SPDX-License-Identifier: GPL-3.0-or-later
// How long the boots that are left will take, by those of the run that ended. Pure. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "plan/estimate.h"

namespace folioscope::run {

// Cells of one condition without a result.
struct BootsLeft {
  std::size_t waiting = 0, under_way = 0;

  bool operator==(const BootsLeft&) const = default;
};

class TimeLeft {
 public:
  // `expected`: seconds of one boot of each condition, as the plan's estimate has them.
  TimeLeft(std::map<plan::ConditionIndex, double> expected, int guests);

  // A boot ended that took so long, with all its attempts.
  void ended(plan::ConditionIndex condition, double seconds);

  // One boot: the median of those of its condition that ended. Of a condition none of which has
  // ended, what was expected, times what the others took of that, if it was more.
  double boot(plan::ConditionIndex condition) const;
  double longest_boot() const;

  // All of them, `guests` at once. A boot under way has half of it to go.
  double of(const std::map<plan::ConditionIndex, BootsLeft>& left) const;

 private:
  std::map<plan::ConditionIndex, double> expected_;
  int guests_;
  std::map<plan::ConditionIndex, std::vector<double>> boots_;
  std::vector<double> ratios_;  // of every boot that ended to what was expected
};

}  // namespace folioscope::run
