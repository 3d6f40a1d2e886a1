// SPDX-License-Identifier: GPL-3.0-or-later
// The workloads that come with folioscope (guest-image/workloads): every metric that they print is
// in the catalogue. What other programs print is theirs to name.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace folioscope::catalog {

// Sorted.
inline constexpr std::array<std::string_view, 9> kPrograms = {
    "cma-churn",        "fsync-herd", "lock-herd", "pager",   "pin",
    "prefault-reclaim", "refault",    "selftest",  "thp-leak"};

constexpr bool is_our_program(std::string_view program) {
  return std::ranges::find(kPrograms, program) != kPrograms.end();
}

}  // namespace folioscope::catalog
