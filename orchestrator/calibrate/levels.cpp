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

}  // namespace

std::vector<LevelCost> level_costs(const std::vector<LevelBoot>& boots) {
  std::map<int, double> none;  // by block
  for (const LevelBoot& boot : boots)
    if (boot.level == "none" && boot.work_ns > 0) none[boot.block] = boot.work_ns;

  std::vector<LevelCost> costs;
  for (const char* level : {"none", "counters", "histograms", "events"}) {
    std::vector<double> work, percent, per_event;
    for (const LevelBoot& boot : boots) {
      const auto base = none.find(boot.block);
      if (boot.level != level || base == none.end() || boot.work_ns <= 0) continue;
      work.push_back(boot.work_ns);
      percent.push_back(100 * (boot.work_ns / base->second - 1));
      if (boot.hooks > 0) per_event.push_back((boot.work_ns - base->second) / boot.hooks);
    }
    if (work.empty()) continue;
    costs.push_back({.level = level,
                     .boots = static_cast<int>(work.size()),
                     .work_ns = median(work),
                     .percent = median(percent),
                     .percent_low = std::ranges::min(percent),
                     .percent_high = std::ranges::max(percent),
                     .ns_per_event = median(per_event)});
  }
  return costs;
}

}  // namespace folioscope::calibrate
