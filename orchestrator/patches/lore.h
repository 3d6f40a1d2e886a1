// SPDX-License-Identifier: GPL-3.0-or-later
// A series by the message id of one of its mails, from the archive of the lists: b4 fetches the
// thread and takes the newest revision, or the one that is asked for. What was fetched is kept in
// CACHE/lore and asked for once: a run that is resumed has the patches that it began with.
#pragma once

#include <string>

#include "base/result.h"
#include "patches/sources.h"
#include "spec/spec.h"

namespace folioscope::patches {

struct Thread {
  std::string mails;  // a mailbox, ready to be applied
  std::string cover;  // of the cover letter; may be empty
  bool is_whole = true;
};

// Faults: User (no such message or revision; never fetched, and the network is not to be used),
// Host (no b4, no network). They say which command to run elsewhere and where to name its mailbox.
Result<Thread> fetch_thread(const spec::PatchStep& step, const Sources& sources);

}  // namespace folioscope::patches
