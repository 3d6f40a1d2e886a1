// SPDX-License-Identifier: GPL-3.0-or-later
// A plan's cells as the store has them.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "store/records.h"

namespace folioscope::run {

// The row of a cell before anything happened.
store::CellRow planned_row(const plan::Plan& plan, const plan::Cell& cell);

// Gives the plan the order and blocks that the run was begun with: an older version made others of
// the same seed.
void keep_stored_order(plan::Plan& plan, const std::vector<store::CellRow>& rows);

}  // namespace folioscope::run
