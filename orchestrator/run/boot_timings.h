// SPDX-License-Identifier: GPL-3.0-or-later
// How long boots took on this host, by what they booted: what later estimates stand on.
// CACHE/boot-timings.json, a member for each machine, workload and acceleration:
//
//   "tcg-0123456789abcdef": "SECONDS BOOTS GUESTS TIME"
//
// SECONDS of one boot, from BOOTS boots, with GUESTS at once, the last at TIME (Unix, seconds). The
// key is a hash of whatever decides how long a boot takes, and of no name: other experiments with
// the same machine and workload share it. The kernel is not part of it. A damaged member, or file,
// is as none.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/units.h"
#include "fleet/fleet.h"
#include "plan/estimate.h"

namespace folioscope::run {

// Those used longest ago go.
inline constexpr std::size_t kBootTimingsKept = 1000;

std::string boot_timing_key(const plan::Plan& plan, plan::ConditionIndex condition,
                            fleet::Accel accel);

// Of the plan's conditions, those that are remembered.
std::map<plan::ConditionIndex, plan::MeasuredBoots> load_boot_timings(
    const std::filesystem::path& cache, const plan::Plan& plan, fleet::Accel accel);

// Adds what boots took, `guests` at once. What was remembered keeps no more weight than these.
// Losing a timing costs an estimate, nothing else: errors are ignored.
void save_boot_timings(const std::filesystem::path& cache, const plan::Plan& plan,
                       fleet::Accel accel, int guests,
                       const std::map<plan::ConditionIndex, std::vector<double>>& boots,
                       HostTime now);

}  // namespace folioscope::run
