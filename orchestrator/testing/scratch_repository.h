// SPDX-License-Identifier: GPL-3.0-or-later
// A small git repository, for mails and diffs as git makes them. The user's configuration of git
// has no part in it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/temp_dir.h"
#include "patches/patch_stack.h"

namespace folioscope::patches {

class ScratchRepository {
 public:
  // One commit, tagged v1: mm/a.c and mm/b.c of 40 numbered lines each, mm/Makefile and Makefile.
  ScratchRepository();

  std::filesystem::path path() const { return dir_->path() / "tree"; }
  std::filesystem::path git_dir() const { return path() / ".git"; }
  // Beside the tree, for mailboxes.
  std::string file(const std::string& name) const { return dir_->path() / name; }

  // Runs a shell script in the tree; it must succeed. Its output without the last newline.
  std::string sh(const std::string& script) const;
  // Commits what `change` did, with this subject.
  void commit(const std::string& change, const std::string& subject) const;
  // What is left of the tree at `revision` after the steps; the notes, too.
  Result<Patched> apply(const std::vector<spec::PatchStep>& steps,
                        const std::string& revision = "v1") const;
  // The files of `revision`, as a reader of originals; the repository has to outlive it.
  ReadOriginal at(const std::string& revision) const;
  Sources sources(const std::string& revision = "v1") const;

 private:
  std::optional<TempDir> dir_;
};

// The lines "source: text" of the notes.
std::string text_of(const std::vector<Note>& notes);
// The content after the patches; "(gone)" when it was removed, "(untouched)" when no patch touched.
std::string content_of(const Patched& patched, const std::string& path);

}  // namespace folioscope::patches
