// SPDX-License-Identifier: GPL-3.0-or-later
// Where a hunk fits into a file. The rules are those of patch(1): the nearest place wins, before
// which nothing was changed yet; with fuzz, up to that many lines of context at each end need not
// match; a hunk with less context at one end stands at that end of the file. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "patches/patch_file.h"

namespace folioscope::patches {

// As patch(1) does it by default.
inline constexpr int kMaxFuzz = 2;

// With their newlines; the last may have none.
using Lines = std::vector<std::string>;
Lines to_lines(std::string_view text);

struct Placement {
  std::size_t at = 0;  // of the hunk's first old line, from 0
  int fuzz = 0;
  long moved = 0;  // lines further down than the header says; negative: up
};

struct Search {
  long guess = 0;         // how far the hunk before was moved
  std::size_t first = 0;  // the file before this line is done
  int max_fuzz = kMaxFuzz;
};

std::optional<Placement> find_place(const Lines& file, const Hunk& hunk, const Search& search);

// Where a hunk that fits nowhere comes nearest to fitting, for a message.
struct Mismatch {
  std::size_t line = 0;      // of the file, from 1; 0: nothing like it is in the file
  std::string wanted;        // the first line of the hunk that is not so, without its newline
  std::string found;         // what stands there; empty: the file ends before it
  bool ends = false;         // it does
  bool only_blanks = false;  // the hunk fits but for blanks and tabs
};
Mismatch find_mismatch(const Lines& file, const Hunk& hunk);

// The file with the hunk in it, appended to `out`: everything from `done` on, which is left behind
// the hunk.
void put_hunk(const Lines& file, const Hunk& hunk, const Placement& place, std::size_t& done,
              std::string& out);

// The hunk that undoes this one.
Hunk reversed(const Hunk& hunk);

}  // namespace folioscope::patches
