// SPDX-License-Identifier: GPL-3.0-or-later
// The series of a history (compare/history.h), each a panel over the runs in the order of time: a
// dot with its interval for each run, a line through the mean of each level, a mark where it
// changed. Pure: the same history is the same bytes.
#pragma once

#include <string>

#include "compare/history.h"

namespace folioscope::resultpage {

std::string draw(const compare::History& history);

}  // namespace folioscope::resultpage
