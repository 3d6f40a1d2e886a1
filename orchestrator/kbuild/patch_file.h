// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what a unified diff would touch, without applying it. Pure. Text outside of diffs (a mail's
// header, a description, a signature) is skipped. Knows git's extended headers for new, deleted and
// renamed files; a binary diff is refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::kbuild {

struct Hunk {
  std::string header;  // "@@ -12,3 +12,4 @@ static bool f(", as written
  int line = 0;        // of the header in the patch, from 1

  bool operator==(const Hunk&) const = default;
};

struct FileDiff {
  std::string from;  // relative to the top of the tree (one component stripped); empty: a new file
  std::string to;    // empty: the file is deleted
  std::vector<Hunk> hunks;

  const std::string& name() const { return to.empty() ? from : to; }
  bool operator==(const FileDiff&) const = default;
};

// Faults (Patch): no diff in it, a hunk cut short, a path that leaves the tree, a binary diff.
// `source` names the patch in the message.
Result<std::vector<FileDiff>> parse_patch(std::string_view text, const std::string& source);

}  // namespace folioscope::kbuild
