// SPDX-License-Identifier: GPL-3.0-or-later
// How far a run is, in words.
#pragma once

#include <optional>
#include <string>

#include "compare/progress.h"

namespace folioscope::format {

// "3.2 boots a minute and 41,000 events/s with 1.5 guests at once (last 20 boots)"
std::string pace_text(const compare::Pace& pace);
// "about 12 min 05 s left"; empty where it is not known.
std::string left_text(std::optional<double> seconds);

// "finished, took 2 min 20 s"; "goes on: 3 of 8 boots have ended, followed live"; of a run that
// nobody runs how to go on with it. `directory` is as the reader would name it; an unset state: not
// looked yet.
std::string state_text(const query::Comparison& run,
                       const std::optional<query::DirectoryState>& state,
                       const std::string& directory);

}  // namespace folioscope::format
