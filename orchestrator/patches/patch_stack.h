// SPDX-License-Identifier: GPL-3.0-or-later
// A variant's steps as plain diffs, and those diffs applied to copies of the files they touch. The
// tree itself is only read here.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "patches/apply.h"
#include "patches/diff.h"
#include "patches/note.h"
#include "patches/sources.h"
#include "spec/spec.h"

namespace folioscope::patches {

struct Stack {
  std::vector<Diff> diffs;  // in the order in which they are applied
  std::vector<Note> notes;  // what was passed over, left out or guessed in reading them
  std::string base_commit =
      {};  // of the first step that names one (base-commit:); empty: none does
};

// Reads the steps; a mailbox gives a diff for each mail that is a patch. Faults: User (a file is
// missing, no such revision), Patch (not a diff, a series with parts missing), Host (no git or b4).
Result<Stack> read_stack(const std::vector<spec::PatchStep>& steps, const Sources& sources = {});

struct Patched {
  std::vector<PatchedFile> files;  // each that was touched, as it is after the whole stack
  std::vector<Note> notes;         // offsets, fuzz, what was skipped
};

// Applies the diffs in order, as patch(1) would: with offsets, and up to kMaxFuzz lines of context
// that do not match. Fault (Patch): file, hunk and what was found there; or that the base has the
// patch already.
Result<Patched> apply_stack(const std::vector<Diff>& stack, const ReadOriginal& original);

// The same with the instrumentation below the stack, which takes no fuzz. Fault (Patch): as above,
// or, for a diff that applies without the instrumentation only, the hook that it collides with.
// Fault (User): the instrumentation itself does not apply to this base.
Result<Patched> apply_instrumented(const std::vector<Diff>& instrumentation,
                                   const std::vector<Diff>& stack, const ReadOriginal& original);

}  // namespace folioscope::patches
