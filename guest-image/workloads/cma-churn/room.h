// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the kernel put the churners' pages where they are to be in the way.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "workloads/cma-churn/area.h"
#include "workloads/cma-churn/ballast.h"

namespace folioscope::workloads {

// From now on this process and its children allocate from the area's node, and so little memory
// stays free there outside the area that a working set of so many pages is allocated inside, and
// yet enough to migrate all of it out. As long as the ballast lives.
Result<Ballast> leave_room(const CmaArea& area, std::uint64_t working_set);

}  // namespace folioscope::workloads
