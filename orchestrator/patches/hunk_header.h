// SPDX-License-Identifier: GPL-3.0-or-later
// The line that begins a hunk, and names as diffs quote them. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace folioscope::patches {

// A whole text that is a number from 0.
std::optional<int> count_in(std::string_view text);

struct HunkRange {
  int old_first = 0, old_count = 0, new_first = 0, new_count = 0;
};

// "@@ -1,2 +3,4 @@ anything"; a count that is not written is 1.
std::optional<HunkRange> parse_hunk_header(std::string_view line);

// A name behind "--- ", "+++ " or "rename from ": what follows a tab is a time stamp, and git puts
// unusual names in quotes, as C would.
std::string parse_name(std::string_view written);

}  // namespace folioscope::patches
