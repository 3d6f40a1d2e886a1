// SPDX-License-Identifier: GPL-3.0-or-later
#include "calibrate/levels.h"

#include <algorithm>
#include <map>

namespace folioscope::calibrate {
namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// The boots of one level in one block.
struct Sum {
  int boots = 0;
  double work_ns = 0, hooks = 0;
  double work() const { return work_ns / boots; }
};
using SumsByBlock = std::map<int, Sum>;

std::map<std::string, SumsByBlock> sums_of(const std::vector<LevelBoot>& boots) {
  std::map<std::string, SumsByBlock> sums;
  for (const LevelBoot& boot : boots) {
    if (boot.work_ns <= 0) continue;
    Sum& sum = sums[boot.level][boot.block];
    ++sum.boots;
    sum.work_ns += boot.work_ns;
    sum.hooks += boot.hooks;
  }
  return sums;
}

}  // namespace

std::vector<LevelCost> level_costs(const std::vector<LevelBoot>& boots) {
  std::map<std::string, SumsByBlock> sums = sums_of(boots);
  const SumsByBlock none = sums["none"];
  std::vector<LevelCost> costs;
  for (const char* level : {"none", "counters", "histograms", "events"}) {
    int counted = 0;
    std::vector<double> work, percent, per_event;
    for (const auto& [block, sum] : sums[level]) {
      const auto base = none.find(block);
      if (base == none.end()) continue;
      counted += sum.boots;
      work.push_back(sum.work());
      percent.push_back(100 * (sum.work() / base->second.work() - 1));
      if (sum.hooks > 0)
        per_event.push_back((sum.work() - base->second.work()) * sum.boots / sum.hooks);
    }
    if (work.empty()) continue;
    costs.push_back({.level = level,
                     .boots = counted,
                     .work_ns = median(work),
                     .percent = median(percent),
                     .percent_low = std::ranges::min(percent),
                     .percent_high = std::ranges::max(percent),
                     .ns_per_event = median(per_event)});
  }
  return costs;
}

}  // namespace folioscope::calibrate
