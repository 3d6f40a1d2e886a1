// SPDX-License-Identifier: GPL-3.0-or-later
// What the CPUs of a run's boots were, as RunRow::acceleration has it.
#pragma once

#include <string_view>

namespace folioscope::catalog {

inline constexpr const char* kKvm = "kvm";            // of the host, by KVM
inline constexpr const char* kImported = "imported";  // measured elsewhere, not booted by us

// Imported boots are those of real machines; what their wall times are worth, who has them knows.
// Any other word, also several joined ones, has emulated CPUs in it.
inline bool is_emulated(std::string_view acceleration) {
  return acceleration != kKvm && acceleration != kImported;
}

}  // namespace folioscope::catalog
