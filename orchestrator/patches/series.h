// SPDX-License-Identifier: GPL-3.0-or-later
// Which mails of a mailbox are to be applied, and in which order: the parts of a series by their
// numbers, of several versions the newest that is whole. Replies and cover letters are passed over.
// Pure.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "patches/mailbox.h"
#include "patches/note.h"

namespace folioscope::patches {

struct Series {
  std::vector<Mail> mails;  // with a diff each, in the order in which they are applied
  std::vector<Note> notes;  // what was passed over, but for cover letters and plain replies
  std::string base_commit;  // as the newest series says; empty: it does not
  std::vector<std::string> prerequisites;  // ids of patches that it needs, as git patch-id has them
};

// Faults (Patch): no patch among them, a series whose parts are not all there (names them), two
// mails for one part. `name` is the mailbox, for messages.
Result<Series> choose_series(std::vector<Mail> mails, const std::string& name);

// The commit that a text names as "base-commit: ..."; empty: none.
std::string base_commit_of(std::string_view text);

// The ids that a text names as "prerequisite-patch-id: ...", in its order.
std::vector<std::string> prerequisites_of(std::string_view text);

}  // namespace folioscope::patches
