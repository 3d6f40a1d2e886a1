// SPDX-License-Identifier: GPL-3.0-or-later
// A variant's steps as plain diffs, and those diffs applied to copies of the files they touch. The
// tree itself is only read here; warm_tree.h brings the result into it.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "kbuild/patch_file.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

// One diff of the stack; a mailbox gives one for each mail.
struct Diff {
  std::string source;  // for messages: "fix.patch", "series.mbox, mail 2 (mm: ...)", "revert of X"
  std::string text;
  std::vector<FileDiff> files;
};

// Reads the steps. `git_dir` is the repository of a git base, for reverts; empty otherwise.
// Faults: User (a file is missing, revert without a git base), Patch (not a diff).
Result<std::vector<Diff>> read_stack(const std::vector<spec::PatchStep>& steps,
                                     const std::filesystem::path& git_dir);

// What a file is after the whole stack; no content: it does not exist.
struct PatchedFile {
  std::string path;
  std::optional<std::string> content;
  bool executable = false;  // counts for new files; others keep their mode
};

// Applies the diffs in order, strictly: line offsets are accepted, fuzz is not. `original` gives
// the unpatched content of a file, nullopt when there is none. Fault (Patch): file and hunk.
using ReadOriginal = std::function<Result<std::optional<std::string>>(const std::string& path)>;
Result<std::vector<PatchedFile>> apply_stack(const std::vector<Diff>& stack,
                                             const ReadOriginal& original);

// The same with the instrumentation below the stack. Fault (Patch): as above, or, for a diff that
// applies without the instrumentation only, the hook that it collides with. Fault (User): the
// instrumentation itself does not apply to this base.
Result<std::vector<PatchedFile>> apply_instrumented(const std::vector<Diff>& instrumentation,
                                                    const std::vector<Diff>& stack,
                                                    const ReadOriginal& original);

}  // namespace folioscope::kbuild
