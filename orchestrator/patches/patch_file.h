// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a unified diff as values, without applying it. Pure. Text outside of diffs (a mail's
// header, a description, a signature) is skipped, also where it looks like a hunk. Knows git's
// extended headers; a binary diff is refused.
//
// Names lose their first component (a/mm/x.c). A diff without one (diff.noprefix) is taken as it
// is, and a name with the suffix of quilt (a/mm/x.c~name) or of an old copy (x.c.orig) is the
// file's: see FileDiff::unprefixed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::patches {

struct HunkLine {
  char kind = ' ';   // ' ', '-' or '+'
  std::string text;  // with its newline; the last one of a file may have none

  bool operator==(const HunkLine&) const = default;
};

struct Hunk {
  std::string header;  // "@@ -12,3 +12,4 @@ static bool f(", as written
  int line = 0;        // of the header in the patch, from 1
  int old_first = 0;   // as in the header
  int old_count = 0;
  int new_first = 0;
  int new_count = 0;
  std::vector<HunkLine> lines = {};

  bool operator==(const Hunk&) const = default;
};

struct FileDiff {
  enum class Kind { Change, Rename, Copy };

  std::string from;  // relative to the top of the tree; empty: a new file
  std::string to;    // empty: the file is deleted
  std::vector<Hunk> hunks = {};
  Kind kind = Kind::Change;
  std::optional<bool> executable = {};  // the mode it gets, where the diff says one
  // The names as they would be without a first component to strip, where the diff leaves that
  // open: both sides begin with the same one. Empty: it is known.
  std::string whole_from = {}, whole_to = {};
  bool unprefixed = false;  // taken without stripping
  // Of the content before, as git's index line has it: lower-case hex, often abbreviated. Empty: it
  // is not said, or a new file.
  std::string blob = {};

  const std::string& name() const { return to.empty() ? from : to; }
  bool is_mode_only() const {
    return kind == Kind::Change && hunks.empty() && executable && from == to;
  }
  bool operator==(const FileDiff&) const = default;
};

// Faults (Patch): no diff in it, a hunk cut short, a hunk that belongs to no file, a path that
// leaves the tree, a binary diff. `source` names the patch in the message.
Result<std::vector<FileDiff>> parse_patch(std::string_view text, const std::string& source);

// Whether there is anything of a diff in it, well-formed or not.
bool has_diff(std::string_view text);

}  // namespace folioscope::patches
