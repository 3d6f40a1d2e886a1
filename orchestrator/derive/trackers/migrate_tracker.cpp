// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/migrate_tracker.h"

#include <algorithm>
#include <string>

namespace folioscope::derive {
namespace {

// include/linux/migrate_mode.h, enum migrate_reason: MR_CONTIG_RANGE, in 6.1 and in 6.12. The event
// calls it "contig_range".
constexpr std::int64_t kContigRange = 6;

// Counts are unsigned longs of an untrusted guest: summed as doubles they cannot wrap.
double pages_of(std::int64_t raw) { return static_cast<double>(static_cast<std::uint64_t>(raw)); }

}  // namespace

MigrateTracker::MigrateTracker(const trace::FormatTable& formats) {
  const auto* format = formats.by_name("migrate", "mm_migrate_pages");
  if (format == nullptr) return;
  id_ = format->id;
  pid_ = {format, "common_pid"};
  succeeded_ = {format, "succeeded"};
  failed_ = {format, "failed"};
  reason_ = {format, "reason"};
}

void MigrateTracker::add(const trace::Record& record) {
  const double succeeded = pages_of(succeeded_(record)), failed = pages_of(failed_(record));
  all_.succeeded += succeeded;
  all_.failed += failed;
  if (reason_(record) != kContigRange) return;
  contig_.succeeded += succeeded;
  contig_.failed += failed;
  if (failed > 0) incomplete_.add({record.time, pid_(record)});
}

void MigrateTracker::write(const Pages& pages, const char* suffix, Output& out) {
  const auto metric = [&](std::string name, double value, const char* unit) {
    out.metric(Source::Events, name + suffix, value, unit);
  };
  metric("migrate_pages_succeeded", pages.succeeded, "pages");
  metric("migrate_pages_failed", pages.failed, "pages");
  const double tried = pages.succeeded + pages.failed;
  if (tried > 0) metric("migrate_success_ratio", pages.succeeded / tried, "ratio");
}

void MigrateTracker::finish(const std::optional<CmaCalls>& calls, Output& out) {
  if (!id_) return;
  const bool usable = succeeded_ && failed_ && reason_;
  out.anomaly("format_lacks_fields", usable ? 0 : 1);
  if (!usable) return;
  write(all_, "", out);
  write(contig_, "_contig_range", out);
  if (calls && calls->count() > 0) {
    const auto& kept = incomplete_.items();
    const auto retries = std::count_if(kept.begin(), kept.end(), [&](const Incomplete& one) {
      return calls->covers(one.pid, one.time);
    });
    out.metric(Source::Events, "cma_migrate_retries_per_call",
               static_cast<double>(retries) / static_cast<double>(calls->count()), "count");
  }
  out.anomaly("migrate_events_over_bound", incomplete_.over());
}

}  // namespace folioscope::derive
