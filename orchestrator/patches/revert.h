// SPDX-License-Identifier: GPL-3.0-or-later
// Commits of the base's repository, undone.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "patches/diff.h"
#include "patches/sources.h"

namespace folioscope::patches {

// So many commits of a range are undone at most.
inline constexpr std::size_t kMostReverts = 200;

// One revision, or a range A..B: its commits, the newest first. Faults (User): no git base, no such
// revision, a merge, the first commit of all, one whose parent a shallow clone does not have.
Result<std::vector<Diff>> read_reverts(const std::string& revision, const Sources& sources);

}  // namespace folioscope::patches
