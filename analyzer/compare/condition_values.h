// SPDX-License-Identifier: GPL-3.0-or-later
// Where a condition of a sweep lies: its machine, the arguments of its workload and its settings by
// name, as text. What experiments name conditions by (about.decide) and what growth is drawn over.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/comparison.h"

namespace folioscope::compare {

inline constexpr const char* kMachine = "machine";

// "machine", "base" where it has a name, arguments, and settings by the last part of their path:
// "mig_window_us". An argument wins over a setting of the same name.
using ConditionValues = std::map<std::string, std::string>;
ConditionValues values_of(const query::Comparison& comparison, const query::Condition& condition);

// "mig_window_us" of "/sys/kernel/debug/mmtrace/mig_window_us"
std::string last_part(std::string_view path);
// Whether a setting of this name stretches a window to make a race likelier.
bool is_amplifier(std::string_view name);

// Whether the condition has every one of `wanted`. An empty value wants the name not to be given.
bool is_at(const ConditionValues& condition,
           const std::vector<std::pair<std::string, std::string>>& wanted);

}  // namespace folioscope::compare
