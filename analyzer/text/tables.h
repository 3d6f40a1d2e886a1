// SPDX-License-Identifier: GPL-3.0-or-later
// The tables below the metrics of a condition: who held pages, and page locks. Each section is
// empty when there is nothing to say.
#pragma once

#include <string>

#include "compare/holders.h"
#include "compare/page_locks.h"

namespace folioscope::text {

std::string holder_section(const query::Comparison& comparison,
                           const compare::HolderTable& holders);
std::string lock_section(const compare::LockTable& locks);

}  // namespace folioscope::text
