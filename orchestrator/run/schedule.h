// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the cells that are still planned, several at once, in the plan's order, and commits each.
#pragma once

#include <set>
#include <vector>

#include "run/cell_runner.h"
#include "run/committer.h"
#include "run/kernels.h"
#include "run/run.h"
#include "store/records.h"

namespace folioscope::run {

// `done`: cells that have a status already. `guests`: how many at once, at least 1. Faults: Host
// (interrupted; the store refused a cell; guest after guest ended with Host).
Status run_cells(const RunContext& context, const std::vector<VariantKernel>& kernels,
                 const std::set<CellId>& done, int guests, Committer& committer,
                 const Options& options);

// The row of a cell before anything happened.
store::CellRow planned_row(const plan::Plan& plan, const plan::Cell& cell);

// Gives the plan the order and blocks that the run was begun with: an older version made others of
// the same seed.
void keep_stored_order(plan::Plan& plan, const std::vector<store::CellRow>& rows);

}  // namespace folioscope::run
