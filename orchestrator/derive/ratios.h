// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics that put two sources in relation: what the kernel did, for each thing that the workload
// or another counter counted. Write them last. What the parts are, their trackers say.
#pragma once

#include "derive/output.h"

namespace folioscope::derive {

// Of events: lock_wakeups_per_wake, lock_wakeups_per_unlock (most locks are let go without anybody
// to wake), writeback_waits_per_fsync. Of the guest's counters, whatever the stream lost:
// wake_entries_per_wake, page_waits_per_unlock, page_waits_per_fsync, page_waits_per_move.
void write_ratios(Output& out);

}  // namespace folioscope::derive
