// SPDX-License-Identifier: GPL-3.0-or-later
// The patches that a series says it needs below it (`prerequisite-patch-id:` of git format-patch
// --base): whether they are steps before it, or commits of a git base.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "patches/diff.h"
#include "patches/sources.h"

namespace folioscope::patches {

// Commits whose patches are compared at most, the newest first: 5 s for ones of Linux.
inline constexpr std::size_t kMostCompared = 1000;

struct Prerequisites {
  std::string text;         // for a note: where each is, or that it cannot be told
  std::size_t missing = 0;  // are neither a step before nor in the base, as far as was looked
};

// `ids` is not empty; `before` are the diffs of the steps so far; `base_commit` is the series' own,
// may be empty. Reads nothing but the repository of a git base.
Prerequisites find_prerequisites(const std::vector<std::string>& ids,
                                 const std::vector<Diff>& before, const std::string& base_commit,
                                 const Sources& sources);

}  // namespace folioscope::patches
