// SPDX-License-Identifier: GPL-3.0-or-later
// The patches among which the search goes: read from mailboxes and patch files, or from the linear
// history of a repository, and written one to a file, where kernels are built from them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "spec/spec.h"

namespace folioscope::bisect {

struct Patch {
  std::string subject, author;
  std::string commit;          // of a repository, in full; else empty
  std::string text;            // a unified diff, and whatever stands before it
  std::filesystem::path file;  // where it was written

  bool operator==(const Patch&) const = default;
};

struct Series {
  std::vector<Patch> patches;         // in the order in which they are applied; at least two
  std::vector<std::string> left_out;  // commits that change no line of a file: "abc123 subject"
  std::string base;                   // of a repository: the commit below the first; else empty
};

// So many are searched at most: every prefix is a list of files in an experiment's text.
inline constexpr std::size_t kMostPatches = 500;

// Mailboxes and patch files, and directories of *.patch files in the order of their names. Mails
// without a diff are passed over. Faults (User): cannot be read, fewer than two patches, too many.
Result<Series> read_series(const std::vector<std::string>& files);

// The commits after `good` up to `bad`. Faults (User): no local repository, no such revisions, good
// is no ancestor of bad, a merge between them, fewer than two, too many.
Result<Series> read_history(const spec::Base& base, const std::string& good,
                            const std::string& bad);

// Writes directory/0001-SUBJECT.patch, ... and sets Patch::file, absolute.
Status write_series(Series& series, const std::filesystem::path& directory);

}  // namespace folioscope::bisect
