// SPDX-License-Identifier: GPL-3.0-or-later
// One source tree that stays built between kernels: CACHE/trees/KEY/ with
//   source/    the tree, built in place
//   pristine/  the base's content of every file that a patch ever touched
//   notes/     what the origin remembers
//   state      see tree_state.h
// Locked for as long as the object lives. Whatever the last owner was doing when it died, the next
// one brings the tree to a known state and goes on from there.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/origin.h"
#include "kbuild/tree_state.h"
#include "patches/patch_stack.h"
#include "sys/files.h"

namespace folioscope::kbuild {

using patches::PatchedFile;

class WarmTree {
 public:
  // Waits while another build has it, after a call of on_busy.
  static Result<WarmTree> open(const std::filesystem::path& directory, std::stop_token stop,
                               const std::function<void()>& on_busy);

  std::filesystem::path source() const { return directory_ / "source"; }
  const TreeState& state() const { return state_; }

  // Brings the unpatched source to `origin`; nothing to do when it is there already.
  Status set_base(const Origin& origin, std::stop_token stop);
  // The content a file has in the base; nullopt: it does not exist there.
  Result<std::optional<std::string>> original(const std::string& path) const;
  // Makes the tree the base with these files replaced, and writes only what differs: a file whose
  // content stays keeps its time, so make leaves its objects alone.
  Status set_patched(const std::vector<PatchedFile>& files);

  Status set_config(const std::string& id);
  Status begin_make();
  Status end_make();

 private:
  WarmTree(std::filesystem::path directory, sys::FileLock lock);
  Status save() const;
  Status restore_all();
  Status start_over();
  Status write_source(const PatchedFile& file) const;
  bool was_executable(const std::string& path) const;

  std::filesystem::path directory_;
  sys::FileLock lock_;
  TreeState state_;
};

// After a make that was killed: removes every target of Kbuild that may be half-written, so that
// the next make builds it again. Kbuild writes .TARGET.cmd after TARGET is complete and removes the
// dependency file .TARGET.d after that.
void remove_unfinished_targets(const std::filesystem::path& source);

}  // namespace folioscope::kbuild
