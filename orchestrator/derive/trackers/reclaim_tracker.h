// SPDX-License-Identifier: GPL-3.0-or-later
// Reclaim (kernel: mm/vmscan.c): what the inactive lists were scanned for, and how long tasks had
// to reclaim for themselves.
//
// mm_vmscan_lru_shrink_inactive tells of one batch of pages: how many were looked at, freed, put
// back because they had been referenced (nr_ref_keep), or moved to the active list.
// mm_vmscan_direct_reclaim_begin and _end enclose the reclaim that an allocating task does; a task
// is inside one at a time.
#pragma once

#include "derive/trackers/by_task.h"
#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class ReclaimTracker : public Tracker {
 public:
  explicit ReclaimTracker(Subscriber& events);
  // Writes reclaim_scanned, reclaim_reclaimed, reclaim_ref_keep, reclaim_activated and, when
  // something was freed, reclaim_scanned_per_reclaimed.
  void finish(Output& out) override;

 private:
  void shrink_inactive(const trace::Record& record);

  bool traced_ = false;
  NumberReader nr_scanned_, nr_reclaimed_, nr_ref_keep_, nr_activate0_, nr_activate1_;
  double scanned_ = 0, reclaimed_ = 0, ref_keep_ = 0, activated_ = 0;
};

class DirectReclaimTracker : public Tracker {
 public:
  explicit DirectReclaimTracker(Subscriber& events);
  // Writes direct_reclaims, direct_reclaim_total, and the time direct_reclaim took.
  void finish(Output& out) override;

 private:
  void begin(const trace::Record& record);
  void end(const trace::Record& record);

  bool traced_ = false;
  NumberReader begin_common_pid_, end_common_pid_;
  ByTask<GuestTime> open_;
  std::int64_t unmatched_ = 0;
  Samples took_;
};

}  // namespace folioscope::derive
