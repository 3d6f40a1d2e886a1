// SPDX-License-Identifier: GPL-3.0-or-later
// How far a run is: what became of the boots of each variant, how fast they end, and how long the
// rest will take by what those of this run took.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "query/comparison.h"
#include "query/run_directory.h"

namespace folioscope::compare {

// Of a boot that has no result yet, too: what it does now is not in the store.
enum class Stage { Failed, Working, Booting, Done, Planned, NotNeeded };
inline constexpr Stage kStages[] = {Stage::Failed, Stage::Working, Stage::Booting,
                                    Stage::Done,   Stage::Planned, Stage::NotNeeded};

// By cell; of those that have no result yet.
using InFlight = std::map<CellId, query::CellInFlight>;
InFlight in_flight_of(const query::Comparison& run, const query::DirectoryState& directory);
Stage stage_of(const query::Cell& cell, const InFlight& in_flight);

struct VariantProgress {
  std::string variant;
  std::map<Stage, int> boots;  // a stage that none is in is left out

  int at(Stage stage) const;
};
// In the experiment's order.
std::vector<VariantProgress> progress(const query::Comparison& run, const InFlight& in_flight);

// Measured over the last boots that ended, in the time that any of them ran: a run that was
// interrupted and resumed is not slower for that.
struct Pace {
  int boots = 0;
  double seconds = 0;  // of that time
  double boots_per_minute = 0;
  double events_per_second = 0;  // produced in the guests
  double guests = 1;             // that ran at once
};
// Nothing where no boot has ended.
std::optional<Pace> pace_of(const query::Comparison& run);

// Seconds until the last planned boot has ended. A boot takes the median of those of its condition
// and variant that ended, else of its condition, else of all; one in flight has half of it to go.
// Nothing where no boot has ended.
std::optional<double> seconds_left(const query::Comparison& run, const InFlight& in_flight);

}  // namespace folioscope::compare
