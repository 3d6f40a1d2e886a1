// SPDX-License-Identifier: GPL-3.0-or-later
// The story of reclaim (kernel: mm/vmscan.c): what the inactive lists were scanned for, and how
// long tasks had to reclaim for themselves.
//
// mm_vmscan_lru_shrink_inactive tells of one batch of pages: how many were looked at, freed, put
// back because they had been referenced (nr_ref_keep), or moved to the active list.
// mm_vmscan_direct_reclaim_begin and _end enclose the reclaim that an allocating task does; a task
// is inside one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "derive/kept.h"
#include "derive/output.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class ReclaimTracker {
 public:
  explicit ReclaimTracker(const trace::FormatTable& formats);

  bool handles(const trace::EventFormat& format) const;
  void add(int cpu, const trace::Record& record);
  // Writes reclaim_scanned, reclaim_reclaimed, reclaim_ref_keep, reclaim_activated and, when
  // something was freed, reclaim_scanned_per_reclaimed; direct_reclaims, and the time
  // direct_reclaim took. Only what was traced.
  void finish(Output& out);

 private:
  struct Step {
    GuestTime time;
    std::int32_t pid;
    std::int16_t cpu;
    bool begins;
  };
  void finish_scans(Output& out) const;
  void finish_calls(Output& out);

  std::optional<std::uint16_t> scan_id_, begin_id_, end_id_;
  NumberReader scanned_, reclaimed_, ref_keep_, activated_anon_, activated_file_;
  NumberReader begin_pid_, end_pid_;
  double scanned_sum_ = 0, reclaimed_sum_ = 0, ref_keep_sum_ = 0, activated_sum_ = 0;
  Kept<Step> steps_;
};

}  // namespace folioscope::derive
