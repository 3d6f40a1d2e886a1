// SPDX-License-Identifier: GPL-3.0-or-later
// Runs of one experiment over time (compare/history.h) as text or JSON.
//
// JSON: {experiment, runs, differences, series: [{metric, unit, machine, workload, variant, points:
// [{run, release, started_host_ns, boots, mean, interval}], levels: [{first, runs, mean, p}]}]},
// where `first` is the place of a level's first point and `p` is that of the change at its begin.
#pragma once

#include <string>

#include "compare/history.h"

namespace folioscope::text {

std::string history_text(const compare::History& history);
std::string history_json(const compare::History& history);

}  // namespace folioscope::text
