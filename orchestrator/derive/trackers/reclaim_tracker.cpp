// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/reclaim_tracker.h"

#include "derive/trackers/duration.h"

namespace folioscope::derive {
namespace {

// Counts are unsigned longs of an untrusted guest: summed as doubles they cannot wrap.

}  // namespace

ReclaimTracker::ReclaimTracker(Subscriber& events) {
  auto event =
      events.on<&ReclaimTracker::shrink_inactive>("vmscan", "mm_vmscan_lru_shrink_inactive", this);
  traced_ = static_cast<bool>(event);
  nr_scanned_ = event("nr_scanned");
  nr_reclaimed_ = event("nr_reclaimed");
  nr_ref_keep_ = event("nr_ref_keep");
  nr_activate0_ = event("nr_activate0");
  nr_activate1_ = event("nr_activate1");
}

void ReclaimTracker::shrink_inactive(const trace::Record& record) {
  scanned_ += pages_of(nr_scanned_(record));
  reclaimed_ += pages_of(nr_reclaimed_(record));
  ref_keep_ += pages_of(nr_ref_keep_(record));
  activated_ += pages_of(nr_activate0_(record)) + pages_of(nr_activate1_(record));
}

void ReclaimTracker::finish(Output& out) {
  if (!traced_) return;
  out.metric("reclaim_scanned", scanned_);
  out.metric("reclaim_reclaimed", reclaimed_);
  out.metric("reclaim_ref_keep", ref_keep_);
  out.metric("reclaim_activated", activated_);
  if (reclaimed_ > 0) out.metric("reclaim_scanned_per_reclaimed", scanned_ / reclaimed_);
}

DirectReclaimTracker::DirectReclaimTracker(Subscriber& events) {
  auto begin =
      events.on<&DirectReclaimTracker::begin>("vmscan", "mm_vmscan_direct_reclaim_begin", this);
  auto end = events.on<&DirectReclaimTracker::end>("vmscan", "mm_vmscan_direct_reclaim_end", this);
  traced_ = begin && end;
  begin_common_pid_ = begin("common_pid");
  end_common_pid_ = end("common_pid");
}

void DirectReclaimTracker::begin(const trace::Record& record) {
  if (open_.begin(begin_common_pid_(record), record.time)) ++unmatched_;
}

void DirectReclaimTracker::end(const trace::Record& record) {
  if (const auto begun = open_.end(end_common_pid_(record)))
    took_.add(ns_between(*begun, record.time));
  else
    ++unmatched_;
}

void DirectReclaimTracker::finish(Output& out) {
  if (!traced_) return;
  out.metric("direct_reclaim_total", took_.total_ms());
  out.count("direct_reclaims", took_.count());
  out.samples("direct_reclaim", took_);
  out.anomaly("direct_reclaim_without_partner", unmatched_ + open_.count());
  out.anomaly("tasks_over_bound", open_.over());
}

}  // namespace folioscope::derive
