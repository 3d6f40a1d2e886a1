// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the kernel put the churners' pages where they are to be in the way.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "workloads/cma-churn/ballast.h"

namespace folioscope::workloads {

// Since 6.7 a CPU's list of free pages grows with what is asked of it and keeps the working set out
// of the area, as few of its pages are of one. Keeps the lists as short as they are before that.
Status keep_free_lists_short();

// From now on this process and its children allocate from the node that has most free CMA pages.
Status stay_on_node_of_cma();

// Leaves so little memory free outside an area of so many pages that a working set is allocated
// inside, and yet enough to migrate all of it out. As long as the ballast lives.
Result<Ballast> leave_room(std::uint64_t area_pages, std::uint64_t working_set);

}  // namespace folioscope::workloads
