// SPDX-License-Identifier: GPL-3.0-or-later
// The commits between two revisions of a local repository, along first parents: what a branch was
// after each commit or merge that was made on it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "spec/spec.h"

namespace folioscope::patches {

struct Commit {
  std::string id;  // in full
  std::string subject;

  bool operator==(const Commit&) const = default;
};

struct History {
  Commit base;                  // A of A..B
  std::vector<Commit> commits;  // the oldest first; never empty
};

// So many are taken at most: each is a kernel.
inline constexpr std::size_t kMostCommits = 64;

// `range` is A..B. Only reads: a repository with or without files, a work tree, or a shallow clone
// that has all of it. Faults: User (no git base, a URL, no such revision, what a shallow clone does
// not have, A is not on B's line of first parents, none or too many between them), Host (no git).
Result<History> read_history(const spec::Base& base, const std::string& range);

// "v-03-1a2b3c4d-mm-swap-drain": the commit of this number (0: A itself) out of so many.
std::string commit_name(const std::string& variant, std::size_t number, std::size_t of,
                        const Commit& commit);

}  // namespace folioscope::patches
