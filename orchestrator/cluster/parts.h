// SPDX-License-Identifier: GPL-3.0-or-later
// How far a run is, or several runs of parts of one experiment together.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "plan/blocks.h"
#include "store/records.h"

namespace folioscope::cluster {

// The runs that a user means by a directory: it is one; or those in its parts/, as `submit` makes
// them; or those in it. By name. Fault (User): none of these, so no part has begun.
Result<std::vector<std::filesystem::path>> find_runs(const std::filesystem::path& directory);

struct Counts {
  int done = 0, failed = 0, not_needed = 0;
  int to_go = 0;  // planned, and failed for a reason of the host: resume runs both

  int all() const { return done + failed + not_needed + to_go; }
  bool operator==(const Counts&) const = default;
};

// `cells` without those of other parts.
Counts count_cells(const std::vector<store::CellRow>& cells);
// Of cells of several parts, each by the best that became of it anywhere.
Counts count_together(const std::vector<std::vector<store::CellRow>>& parts);
// Empty: all of them.
plan::Blocks blocks_of(const std::vector<store::CellRow>& cells);

}  // namespace folioscope::cluster
