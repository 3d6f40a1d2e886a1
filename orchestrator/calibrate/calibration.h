// SPDX-License-Identifier: GPL-3.0-or-later
// A finished calibration run -> the figures, as text or as JSON. The same store gives the same
// figures.
#pragma once

#include <string>

#include "base/result.h"
#include "store/reader.h"

namespace folioscope::calibrate {

enum class Form { Text, Json };

// Of a run of the workload `pin`. JSON keys: failures, named_share, unknown_share, wrong_share;
// planted, named, unknown, named_holders, wrong; unplanted_failures (of watched pages while nothing
// was planted on them); by_kind with the same of each kind of planting and its moves, also of one
// that never failed; by_base with all of that for each base and its kernel; and what it was
// measured on. Fault (User): the run has no plants or no failures, so nothing can be measured.
Result<std::string> describe_attribution(store::Reader& run, Form form);

// Of a run of the workload `lock-herd` at several levels of observation. JSON: levels, a list of
// level, boots, work_ns, percent, percent_low, percent_high, ns_per_event. Fault (User): the run
// does not have level none and another one in the same block.
Result<std::string> describe_levels(store::Reader& run, Form form);

}  // namespace folioscope::calibrate
