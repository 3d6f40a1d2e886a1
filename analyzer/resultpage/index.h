// SPDX-License-Identifier: GPL-3.0-or-later
// What several result pages say together: an index, which puts the numbers of the discussions
// beside the measured ones, and a page for each discussion. Made from the pages' JSON alone, so
// that no run is needed.
#pragma once

#include <vector>

#include "resultpage/page_json.h"

namespace folioscope::resultpage {

// README.md first, then THREAD.md for every thread, by name. Experiments without a thread are in
// the index only.
std::vector<PageFile> make_index(const std::vector<PageSummary>& pages);

}  // namespace folioscope::resultpage
