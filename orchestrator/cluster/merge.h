// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of one experiment -> one run with the cells of all. Promises: the sources are only read; the
// new run is there whole or not at all, whatever ends this; memory grows with the number of cells
// and with no cell's size; report, page and rows are those of one run that had these cells.
//
// The new run is made in OUT.merging beside OUT and gets its name at the end.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/cell_status.h"
#include "base/result.h"
#include "run/run.h"

namespace folioscope::cluster {

struct MergeOptions {
  std::vector<std::string> runs;  // run directories or their run.db; unfinished ones too
  std::filesystem::path out;
  // A run that is `out` already is merged as well, and the new one takes its place. Else it is a
  // fault.
  bool update = false;
  std::function<void(const run::Progress&)> on_progress;  // may be empty
  std::stop_token stop;
};

struct Merged {
  std::filesystem::path directory;
  std::map<CellStatus, int> cells;
  bool complete = false;  // every cell has a result, and none of the host's
};

// Faults: User (no run, runs of several experiments, a cell with two results, `out` exists or is
// in use), Host (disk full, interrupted).
Result<Merged> merge(const MergeOptions& options);

}  // namespace folioscope::cluster
