// SPDX-License-Identifier: GPL-3.0-or-later
// What is known about a warm tree, in a small text file beside it. The file is written before the
// tree is changed, so that after a crash it names at least everything that may have changed.
//
//   folioscope-tree 1
//   base IDENTITY          the source is complete and of this identity; absent: it is not
//   config ID              .config was made from this; absent: it must be made again
//   making                 a compiler may have been stopped at any point
//   built                  a make of the whole tree has ended well
//   touched PATH           (repeated) may differ from the base
//   end
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "base/result.h"

namespace folioscope::kbuild {

struct TreeState {
  std::string base;
  std::string config;
  bool making = false;
  bool built = false;
  std::set<std::string> touched;

  bool operator==(const TreeState&) const = default;
};

std::string to_text(const TreeState& state);
// A file that is missing, of another version or damaged yields an empty state: the tree is then
// made from nothing, which is slow and always right.
TreeState load_tree_state(const std::filesystem::path& file);

}  // namespace folioscope::kbuild
