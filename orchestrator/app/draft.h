// SPDX-License-Identifier: GPL-3.0-or-later
// From a patch to an experiment's file, for `init` and `try`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/cli.h"
#include "base/result.h"
#include "suggest/draft.h"

namespace folioscope::app {

struct DraftArguments {
  std::string patch, mbox, lore;  // one of them
  std::string base;               // empty: it is looked for
  std::string out;                // empty: NAME.yaml
  bool force = false;             // an existing file is replaced
};

void add_draft_options(Command& command, DraftArguments& arguments);

struct Drafted {
  std::filesystem::path file;  // it was written
  suggest::Draft draft;
};
// Reads the patch, looks for a base that it applies to, writes the file. Faults (User, Patch): no
// patch, more than one, a base that is not understood, a file that is there already.
Result<Drafted> write_draft(const DraftArguments& arguments);

// What was chosen, and why.
void print_draft(const Drafted& drafted);

}  // namespace folioscope::app
