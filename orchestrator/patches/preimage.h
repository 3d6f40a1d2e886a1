// SPDX-License-Identifier: GPL-3.0-or-later
// Which files a stack of diffs was made from, to the byte: git's index lines name them by their
// blob ids ("index 1a2b3c4..5d6e7f8 100644"). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "patches/diff.h"

namespace folioscope::patches {

// A file as it was before the whole stack.
struct Preimage {
  std::string file;
  std::string blob;  // as FileDiff::blob, not empty

  bool operator==(const Preimage&) const = default;
};

// Each file once, in the order of the stack. What an earlier diff of the stack made or changed is
// not of the base and left out, like a file of which nothing is said.
std::vector<Preimage> preimages_of(const std::vector<Diff>& stack);

// As `git hash-object` names it: in full, of a repository with SHA-1 ids.
std::string blob_id(std::string_view content);

// Whether the content is the very one.
bool is_preimage(const Preimage& preimage, std::string_view content);

}  // namespace folioscope::patches
