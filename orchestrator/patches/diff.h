// SPDX-License-Identifier: GPL-3.0-or-later
// One patch of a stack, as a value.
#pragma once

#include <string>
#include <vector>

#include "patches/note.h"
#include "patches/patch_file.h"

namespace folioscope::patches {

inline constexpr const char* kRevertKey = "revert";

struct Diff {
  std::string source;  // for messages: "fix.patch", "series.mbox, mail 2 (mm: ...)", "revert of X"
  std::string text;
  std::vector<FileDiff> files;
  std::vector<std::string> left_out = {};  // names of files that `only:` or `skip:` took away
  bool flowed = false;          // from a mail in format=flowed: its lines may have been broken anew
  std::string about_base = {};  // what its base-commit is to the base; empty: it names none
  // How many of the patches that it says it needs are neither in the base nor a step before it, in
  // words; empty: none is known to be missing.
  std::string missing = {};
  // Of the key that it came by, for a remedy: "patches", "mbox", "lore", "revert".
  std::string key = "patches";
  int step = -1;  // of the variant's steps; -1: it is of the base or the instrumentation
};

// What tells this diff from another one: its text, and what was left out of it.
std::string fingerprint(const Diff& diff);

}  // namespace folioscope::patches
