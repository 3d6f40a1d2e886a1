// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/time_left.h"

#include <algorithm>
#include <utility>

namespace folioscope::run {

TimeLeft::TimeLeft(std::map<plan::ConditionIndex, double> expected, int guests)
    : expected_(std::move(expected)), guests_(std::max(1, guests)) {}

void TimeLeft::ended(plan::ConditionIndex condition, double seconds) {
  boots_[condition].push_back(seconds);
  const auto expected = expected_.find(condition);
  if (expected != expected_.end() && expected->second > 0)
    ratios_.push_back(seconds / expected->second);
}

double TimeLeft::boot(plan::ConditionIndex condition) const {
  if (const auto ended = boots_.find(condition); ended != boots_.end())
    return plan::median_of(ended->second);
  const auto expected = expected_.find(condition);
  if (expected == expected_.end()) return 0;
  return expected->second * std::max(1.0, plan::median_of(ratios_));
}

double TimeLeft::longest_boot() const {
  double longest = 0;
  for (const auto& [condition, expected] : expected_) longest = std::max(longest, boot(condition));
  return longest;
}

double TimeLeft::of(const std::map<plan::ConditionIndex, BootsLeft>& left) const {
  constexpr double kUnderWay = 0.5;
  double sum = 0, longest = 0;
  for (const auto& [condition, boots] : left) {
    const double one = boot(condition);
    sum += one *
           (static_cast<double>(boots.waiting) + kUnderWay * static_cast<double>(boots.under_way));
    if (boots.waiting != 0) longest = std::max(longest, one);
    if (boots.under_way != 0) longest = std::max(longest, kUnderWay * one);
  }
  return std::max(sum / guests_, longest);
}

}  // namespace folioscope::run
