// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the cells that are still planned, several at once, in the order of run/agenda.h, and commits
// each. With several hosts each takes cells as it has guests free; one that is lost costs the cells
// that it had in flight their attempt, and the others go on.
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

// What boots on one host.
struct Crew {
  RunContext context;
  int guests = 1;  // at once, at least 1
};

// `crews`: one at least; what they say of the plan, the directory, the time and the cache is the
// same. Cells that turn out not to be needed are committed as that. Faults: Host (interrupted; the
// store refused a cell; guest after guest ended with Host on the last host that there was).
Status run_cells(const std::vector<Crew>& crews, const std::vector<VariantKernel>& kernels,
                 const Begun& begun, Committer& committer, const Options& options);

}  // namespace folioscope::run
