// SPDX-License-Identifier: GPL-3.0-or-later
// Mode locked: does a mapping of a huge page become one of small pages for good because the page
// was locked for a moment when it was first touched?
//
// One process keeps locking the huge pages of a tmpfs file, by moving them between NUMA nodes or by
// writing to them. The others map one whole, read a byte, look into /proc/self/smaps whether the
// mapping is huge, and unmap.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace folioscope::workloads {

enum class Locking { Migrate, Write };

struct LockedPlan {
  std::uint64_t huge_pages = 0;
  Locking locking = Locking::Migrate;
  std::uint64_t processes = 0;  // that map
  std::uint64_t attempts = 0;   // of each
};

// Does it, and prints pmd_mapped_ratio, map_attempts, map_latency, locker_rounds and, where it
// moves, locker_moved.
Status map_while_locked(const LockedPlan& plan);

// Whether some mapping in the text of /proc/PID/smaps maps shared memory by a huge page.
bool maps_huge(std::string_view smaps);

}  // namespace folioscope::workloads
