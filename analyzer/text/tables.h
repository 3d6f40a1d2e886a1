// SPDX-License-Identifier: GPL-3.0-or-later
// The tables below the metrics of a condition: who held pages, and page locks. Each section is
// empty when there is nothing to say.
#pragma once

#include <string>

#include "compare/holders.h"
#include "compare/page_locks.h"

namespace folioscope::report {

std::string culprit_section(const query::Comparison& comparison, const GroupCulprits& culprits);
std::string lock_section(const GroupLocks& locks);

}  // namespace folioscope::report
