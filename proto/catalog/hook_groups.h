// SPDX-License-Identifier: GPL-3.0-or-later
// The groups of hooks of the instrumentation, as their patches are named, and what nobody can say
// of a kernel that lacks one. guest-image/instrumentation/README.md has the same for those who port
// them.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace folioscope::catalog {

struct HookGroup {
  std::string_view name;
  std::string_view lost;  // without it
};

inline constexpr std::array kHookGroups{
    HookGroup{"build", "everything that the instrumentation reports"},
    HookGroup{"page-lock", "events, counters and hold times of page locks"},
    HookGroup{"references", "which LRU batch holds a page"},
    HookGroup{"migration", "failures of migration and isolation, and who held their pages"},
    HookGroup{"fault-path", "counters of the fault path, and its amplifier fa_hold_us"},
};

constexpr std::string_view lost_without(std::string_view group) {
  const auto* found = std::ranges::find(kHookGroups, group, &HookGroup::name);
  return found == kHookGroups.end() ? "what this group of hooks reports" : found->lost;
}

}  // namespace folioscope::catalog
