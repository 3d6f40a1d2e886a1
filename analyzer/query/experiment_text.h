// SPDX-License-Identifier: GPL-3.0-or-later
// The text of an experiment with more events: for a run that did not record what is asked of it.
// Comments, order and layout of the text stay.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::query {

// Adds the groups that are missing to `events:` of the file, and to that of every profile that has
// one of its own; adds `instrumentation: auto` where the file names no instrumentation, without
// which no kernel has these events. Takes a list in brackets, on one line or several, and a list of
// lines that begin with a dash. A file without `events:` gets one.
// Faults (User): `events:` is something else than a list (an alias, say).
Result<std::string> with_events(std::string_view experiment,
                                const std::vector<std::string>& groups);

}  // namespace folioscope::query
