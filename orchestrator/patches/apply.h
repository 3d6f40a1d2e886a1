// SPDX-License-Identifier: GPL-3.0-or-later
// Applies one diff to the files of a tree that is only read: what changes is kept as values. Pure
// but for the reader that it is given.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "patches/diff.h"
#include "patches/place.h"

namespace folioscope::patches {

// The unpatched content of a file, nullopt when there is none.
using ReadOriginal = std::function<Result<std::optional<std::string>>(const std::string& path)>;

// What a file is after the patches; no content: it does not exist.
struct PatchedFile {
  std::string path;
  std::optional<std::string> content;
  bool executable = false;   // counts for new files; others keep their mode
  std::string mode_of = {};  // a renamed or copied file has the mode that this one has in the base
};

// The files that were touched, over those of the base.
class PatchedTree {
 public:
  explicit PatchedTree(const ReadOriginal& original) : original_(&original) {}

  Result<std::optional<std::string>> read(const std::string& path) const;
  // As `path` is now, the base's where nothing touched it.
  Result<PatchedFile> file(const std::string& path) const;
  void put(PatchedFile file) { files_[file.path] = std::move(file); }
  std::vector<PatchedFile> files() const;  // by path

 private:
  const ReadOriginal* original_;
  std::map<std::string, PatchedFile> files_;
};

// A file of the diff that could not be patched.
struct Failure {
  const FileDiff* file = nullptr;  // of the diff that was given
  const Hunk* hunk = nullptr;      // the first that fails; none: the file itself is the reason
  std::string why;                 // "line 12 is `x`, the patch wants `y`"
};

struct Outcome {
  std::vector<Failure> failures;  // empty: applied
  std::vector<Note> notes;        // offsets, fuzz, modes
  int fuzz = 0;                   // the most that a hunk took
};

// All of the diff or nothing of it. Fault: of the reader.
Result<Outcome> apply(const Diff& diff, PatchedTree& tree, int max_fuzz = kMaxFuzz);

// Whether the tree has all of it: undoing it works, line by line.
Result<bool> is_in(const Diff& diff, const PatchedTree& tree);

}  // namespace folioscope::patches
