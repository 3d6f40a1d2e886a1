// SPDX-License-Identifier: GPL-3.0-or-later
// Mode leak: do read faults that cannot map a huge page as one leak a reference to it?
//
// Each round maps a part of every huge page of a tmpfs file and reads it. The kernel tries to map
// the huge page whole, cannot (the mapping is too small, or not aligned with the file), and must
// fall back without keeping the reference it took. A kernel that keeps it shows it three times
// afterwards: the huge pages cannot be split for a hole, their frames stay allocated when the file
// is gone, and the memory is missing.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "workloads/thp-leak/huge_file.h"

namespace folioscope::workloads {

struct LeakPlan {
  std::uint64_t huge_pages = 0;
  std::uint64_t rounds = 0;
  View view;
};

// Of "partial", "shifted" or "aligned", the last of which can be mapped as a huge page.
View view_of(std::string_view mapping, std::uint64_t reads);

// Does it, and prints thp_split, thp_split_failed, thp_leaked_folios, thp_bytes_lost and
// touch_latency.
Status look_for_leaks(const LeakPlan& plan);

}  // namespace folioscope::workloads
