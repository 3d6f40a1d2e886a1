// SPDX-License-Identifier: GPL-3.0-or-later
// The lines between "diff --git" and the first hunk: new and deleted files, modes, renames, copies.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "patches/patch_file.h"

namespace folioscope::patches {

struct GitHeader {
  std::string from, to;  // without a/ and b/; empty: the header does not say
  FileDiff::Kind kind = FileDiff::Kind::Change;
  std::optional<bool> executable;
  std::string blob;  // of the old side, from the index line; empty: none is named
  bool is_new = false;
  bool is_deleted = false;
  bool is_binary = false;
  bool is_link = false;         // or another kind of entry that is no file
  bool unprefixed = false;      // the names have no a/ and b/ (diff.noprefix)
  bool says_something = false;  // that stands without a hunk: an empty file, a mode, a rename
};

// Whether the line can follow "diff --git": else that was prose.
bool is_git_header_line(std::string_view line);

// From the line "diff --git" at `at`, which is left behind the header: at "--- ", or at whatever
// does not belong to it.
GitHeader parse_git_header(const std::vector<std::string_view>& lines, std::size_t& at);

}  // namespace folioscope::patches
