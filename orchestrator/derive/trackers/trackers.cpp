// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/trackers.h"

#include "derive/trackers/attempt_tracker.h"
#include "derive/trackers/cma_tracker.h"
#include "derive/trackers/failure_tracker.h"
#include "derive/trackers/lock_tracker.h"
#include "derive/trackers/migrate_tracker.h"
#include "derive/trackers/mmap_lock_tracker.h"
#include "derive/trackers/operation_tracker.h"
#include "derive/trackers/page_ref_tracker.h"
#include "derive/trackers/probe_tracker.h"
#include "derive/trackers/reclaim_tracker.h"
#include "derive/trackers/split_tracker.h"

namespace folioscope::derive {
namespace {

template <class T>
std::unique_ptr<Tracker> make(Subscriber& events) {
  return std::make_unique<T>(events);
}

constexpr TrackerEntry kTrackers[] = {
    {"cma", "fields_missing_cma", make<CmaTracker>},
    {"migrate", "fields_missing_migrate", make<MigrateTracker>},
    {"attempt", "fields_missing_attempt", make<AttemptTracker>},
    {"page_ref", "fields_missing_page_ref", make<PageRefTracker>},
    {"freeze", "fields_missing_freeze", make<FreezeTracker>},
    {"split", "fields_missing_split", make<SplitTracker>},
    {"reclaim", "fields_missing_reclaim", make<ReclaimTracker>},
    {"direct_reclaim", "fields_missing_direct_reclaim", make<DirectReclaimTracker>},
    {"mmap_lock", "fields_missing_mmap_lock", make<MmapLockTracker>},
    {"operation", "fields_missing_operation", make<OperationTracker>},
    {"page_lock", "fields_missing_page_lock", make<LockTracker>},
    {"failure", "fields_missing_failure", make<FailureTracker>},
    {"probe", "fields_missing_probe", make<ProbeTracker>},  // the last: see there
};

}  // namespace

std::span<const TrackerEntry> all_trackers() { return kTrackers; }

Trackers::Trackers(const trace::FormatTable& formats, BootState& boot, Dispatch& dispatch) {
  for (const TrackerEntry& entry : all_trackers()) {
    Subscriber events(formats, boot);
    One one{.entry = &entry, .tracker = entry.make(events)};
    one.missing_fields = events.missing_fields();
    if (one.missing_fields == 0) events.connect(dispatch);
    trackers_.push_back(std::move(one));
  }
}

void Trackers::finish(Output& out) {
  for (const One& one : trackers_) {
    if (one.missing_fields == 0) one.tracker->finish(out);
    out.anomaly(one.entry->fields_missing, one.missing_fields);
  }
}

}  // namespace folioscope::derive
