// SPDX-License-Identifier: GPL-3.0-or-later
// What the trackers of one boot know in common while its events go by: each part is kept by one of
// them and read by others.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "derive/holders/sleepers.h"
#include "derive/kernel_abi.h"
#include "derive/named_stacks.h"
#include "derive/trackers/cma_calls.h"
#include "derive/trackers/lock_intervals.h"
#include "derive/trackers/operation.h"
#include "derive/trackers/page_locks.h"
#include "store/records.h"

namespace folioscope::derive {

struct BootState {
  KernelAbi abi;                                   // known before the first event
  NamedStacks stacks;                              // named before the first event
  std::vector<store::PageRangeRow> cma_areas;      // that the guest told; before the first event
  CmaCalls cma;                                    // kept by the CMA tracker
  Sleepers sleepers;                               // kept by the lock tracker
  PageLocks page_locks;                            // kept by the lock tracker
  LockIntervals lock_intervals;                    // kept by the lock tracker
  std::unordered_set<std::uint64_t> failed_pages;  // kept by the failure tracker
  TaskNames task_names;                            // kept by the failure tracker
  Operations operations;                           // kept by the operation tracker
  std::set<std::string, std::less<>> followed_probes;  // by the trackers so far
  std::uint16_t cpu = 0;                               // of the event at hand
  // Known when all events have gone by:
  GuestTime last = {};  // of the last event
  double seconds = 0;   // from the first event to the last
  bool lossy = false;   // some events were lost
};

}  // namespace folioscope::derive
