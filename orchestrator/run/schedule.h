// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the cells that are still planned, several at once, in the order of run/agenda.h, and commits
// each.
#pragma once

#include <chrono>
#include <set>
#include <vector>

#include "run/cell_runner.h"
#include "run/committer.h"
#include "run/kernels.h"
#include "run/run.h"
#include "store/records.h"

namespace folioscope::run {

// What earlier processes of a run left to the one that goes on with it.
struct Begun {
  std::set<CellId> done = {};          // cells that have a status already
  std::chrono::nanoseconds booted{0};  // of the budget
};

// `guests`: how many at once, at least 1. Cells that turn out not to be needed are committed as
// that. Faults: Host (interrupted; the store refused a cell; guest after guest ended with Host).
Status run_cells(const RunContext& context, const std::vector<VariantKernel>& kernels,
                 const Begun& begun, int guests, Committer& committer, const Options& options);

// The row of a cell before anything happened.
store::CellRow planned_row(const plan::Plan& plan, const plan::Cell& cell);

// Gives the plan the order and blocks that the run was begun with: an older version made others of
// the same seed.
void keep_stored_order(plan::Plan& plan, const std::vector<store::CellRow>& rows);

}  // namespace folioscope::run
