// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/condition_values.h"

#include <algorithm>
#include <array>

#include "base/workload_name.h"

namespace folioscope::compare {
namespace {

// Files in /sys/kernel/debug/mmtrace that make the guest busy-wait inside a window.
constexpr std::array<std::string_view, 3> kAmplifiers{"mig_window_us", "fa_hold_us",
                                                      "wake_delay_us"};

}  // namespace

ConditionValues values_of(const query::Comparison& comparison, const query::Condition& condition) {
  ConditionValues values{{kMachine, condition.machine}};
  if (!condition.base.empty()) values.emplace(kBaseFactor, condition.base);
  const auto workload =
      std::ranges::find(comparison.workloads, condition.workload, &store::WorkloadRow::name);
  if (workload == comparison.workloads.end()) return values;
  for (const auto& [name, value] : workload->args) values.try_emplace(name, value);
  for (const auto& [path, value] : workload->settings) values.try_emplace(last_part(path), value);
  return values;
}

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

bool is_amplifier(std::string_view name) {
  return std::ranges::find(kAmplifiers, name) != kAmplifiers.end();
}

bool is_at(const ConditionValues& condition,
           const std::vector<std::pair<std::string, std::string>>& wanted) {
  return std::ranges::all_of(wanted, [&condition](const auto& entry) {
    const auto found = condition.find(entry.first);
    return (found == condition.end() ? std::string() : found->second) == entry.second;
  });
}

}  // namespace folioscope::compare
