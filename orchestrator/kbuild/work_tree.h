// SPDX-License-Identifier: GPL-3.0-or-later
// What of a git work tree is not committed.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "patches/diff.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

// Only where `base` names what is checked out there, as HEAD or as the branch: who names another
// revision does not mean the files of the work tree. Nothing where there are no changes, no work
// tree, or they are to be ignored. What git ignores is no change; new files are. No file of the
// tree, no ref, no index and no object is written; git may renew the time of an object. Fault
// (User): there are changes, and `base.dirty` refuses them; what changed is a binary file.
Result<std::optional<patches::Diff>> uncommitted(const spec::Base& base,
                                                 const std::filesystem::path& git_dir,
                                                 const std::string& commit, std::stop_token stop);

}  // namespace folioscope::kbuild
