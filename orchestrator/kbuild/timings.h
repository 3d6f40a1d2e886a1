// SPDX-License-Identifier: GPL-3.0-or-later
// How long builds took on this host: the base of every estimate. CACHE/kbuild-timings.json.
#pragma once

#include <filesystem>

namespace folioscope::kbuild {

// Defaults for a host that has built nothing yet: 1,120 C objects on two cores of 2023.
struct Timings {
  double cold_seconds = 420;
  double incremental_seconds = 45;
  int cold_objects = 1120;

  bool operator==(const Timings&) const = default;
};

Timings load_timings(const std::filesystem::path& cache);
// Losing a timing costs an estimate, nothing else: errors are ignored.
void save_timings(const std::filesystem::path& cache, const Timings& timings);

}  // namespace folioscope::kbuild
