// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/migrate_tracker.h"

namespace folioscope::derive {
namespace {

// include/linux/migrate_mode.h, enum migrate_reason: MR_CONTIG_RANGE, in 6.1 and in 6.12. The event
// calls it "contig_range".
constexpr std::int64_t kContigRange = 6;

// Counts are unsigned longs of an untrusted guest: summed as doubles they cannot wrap.

}  // namespace

MigrateTracker::MigrateTracker(Subscriber& events) : incomplete_(events.boot.cma) {
  auto event = events.on<&MigrateTracker::migrated>("migrate", "mm_migrate_pages", this);
  traced_ = static_cast<bool>(event);
  common_pid_ = event("common_pid");
  succeeded_ = event("succeeded");
  failed_ = event("failed");
  reason_ = event("reason");
}

void MigrateTracker::migrated(const trace::Record& record) {
  const double succeeded = pages_of(succeeded_(record)), failed = pages_of(failed_(record));
  all_.succeeded += succeeded;
  all_.failed += failed;
  if (reason_(record) != kContigRange) return;
  contig_.succeeded += succeeded;
  contig_.failed += failed;
  if (failed == 0) return;
  if (std::int64_t* inside = incomplete_.of(common_pid_(record))) ++*inside;
}

void MigrateTracker::write(const Pages& pages, const Names& names, Output& out) {
  out.metric(names.succeeded, pages.succeeded);
  out.metric(names.failed, pages.failed);
  const double tried = pages.succeeded + pages.failed;
  if (tried > 0) out.metric(names.success_ratio, pages.succeeded / tried);
}

void MigrateTracker::finish(Output& out) {
  if (!traced_) return;
  write(all_, {"migrate_pages_succeeded", "migrate_pages_failed", "migrate_success_ratio"}, out);
  write(contig_,
        {"migrate_pages_succeeded_contig_range", "migrate_pages_failed_contig_range",
         "migrate_success_ratio_contig_range"},
        out);
  if (const auto calls = incomplete_.calls())
    out.quotient("cma_migrate_retries_per_call", incomplete_.total(), *calls);
}

}  // namespace folioscope::derive
