// SPDX-License-Identifier: GPL-3.0-or-later
// A plan for a reader: the matrix, the order and how long it will take. Touches nothing.
#pragma once

#include <string>

#include "plan/estimate.h"
#include "plan/plan.h"

namespace folioscope::plan {

// For a terminal. Orders longer than 48 cells are cut, with a line that says so.
std::string describe(const Plan& plan, const Costs& costs);
// The same and every cell, as one JSON object.
std::string describe_json(const Plan& plan, const Costs& costs);

// "Debian package linux-source-7.3 of trixie-backports".
std::string describe_base(const spec::Base& base);
// "6 boots", "6 to 40 boots": of each variant under each condition.
std::string describe_boots(const spec::Spec& spec);
// "24 boots", "24 to 160 boots": of the whole plan.
std::string describe_all_boots(const Plan& plan);

// "45 s", "4 min", "1 h 20 min": as precise as an estimate is.
std::string format_duration(double seconds);

}  // namespace folioscope::plan
