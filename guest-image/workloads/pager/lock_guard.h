// SPDX-License-Identifier: GPL-3.0-or-later
// The regression that dropping mmap_lock once brought: with readahead switched off, a fault that
// met a page marked for more of it gave the lock up for nothing and asked to be tried again, and
// mlockall() did so for ever (5.1, fixed in 5.6).
#pragma once

#include <chrono>

#include "base/result.h"
#include "workloads/pager/book.h"

namespace folioscope::workloads {

struct Locked {
  bool finished = false;
  double elapsed_ms = 0;  // until it finished, or until it was given up
};

// Leaves a marked page of the book in the page cache, then maps it in a process of its own and
// calls mlockall(MCL_CURRENT), while read_ahead_kb of its disk is 0. The process is killed after
// `deadline`; the setting is put back.
Result<Locked> lock_without_readahead(const Book& book, std::chrono::milliseconds deadline);

}  // namespace folioscope::workloads
