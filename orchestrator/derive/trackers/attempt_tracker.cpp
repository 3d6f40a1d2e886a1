// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/attempt_tracker.h"

#include <algorithm>
#include <cerrno>

#include "derive/trackers/required_fields.h"

namespace folioscope::derive {
namespace {

// mm/migrate.c: migrate_pages_batch() forces from pass 3 on, counted from 0.
constexpr std::int64_t kLastUnforcedPass = 2;
// include/linux/migrate_mode.h, MR_CONTIG_RANGE.
constexpr std::int64_t kContigRange = 6;
// The instrumentation's stages: 0 unmap, 1 move.
constexpr std::int64_t kMove = 1;

}  // namespace

AttemptTracker::AttemptTracker(const trace::FormatTable& formats) {
  const auto* attempt = formats.by_name("mmtrace", "migrate_attempt");
  const auto* range = formats.by_name("mmtrace", "contig_result");
  const auto* cma = formats.by_name("mmtrace", "cma_result");
  RequiredFields required;
  if (attempt != nullptr) attempt_id_ = attempt->id;
  if (range != nullptr) range_id_ = range->id;
  if (cma != nullptr) cma_id_ = cma->id;
  pid_ = {attempt, "common_pid"};
  pass_ = required(attempt, "pass");
  reason_ = required(attempt, "reason");
  rc_ = required(attempt, "rc");
  stage_ = required(attempt, "stage");
  range_ret_ = required(range, "ret");
  cma_errno_ = required(cma, "errno");
  usable_ = required.all_found();
}

void AttemptTracker::add(const trace::Record& record) {
  const std::uint16_t type = record.type();
  if (type == attempt_id_) {
    add_attempt(record);
  } else if (type == range_id_) {
    ++ranges_;
    if (range_ret_(record) != 0) ++ranges_failed_;
  } else {
    switch (cma_errno_(record)) {
      case 0:
        break;
      case -EBUSY:
        ++busy_;
        break;
      case -ENOMEM:
        ++no_memory_;
        break;
      default:
        ++otherwise_;
    }
  }
}

void AttemptTracker::add_attempt(const trace::Record& record) {
  ++attempts_;
  if (stage_(record) == kMove) ++unmaps_;
  if (rc_(record) == 0) {
    ++succeeded_;
    return;
  }
  if (reason_(record) != kContigRange || pass_(record) <= kLastUnforcedPass) return;
  ++forced_failures_;
  forced_.add({record.time, pid_(record)});
}

void AttemptTracker::write_attempts(const std::optional<CmaCalls>& calls, Output& out) const {
  const auto metric = [&](const char* name, std::int64_t value) {
    out.metric(Source::Events, name, static_cast<double>(value), "count");
  };
  metric("migrate_attempts", attempts_);
  metric("migrate_attempts_failed", attempts_ - succeeded_);
  metric("migrate_forced_failures", forced_failures_);
  const auto per = [&](const char* name, std::int64_t part, std::int64_t whole) {
    if (whole > 0)
      out.metric(Source::Events, name, static_cast<double>(part) / static_cast<double>(whole),
                 "count");
  };
  per("migrate_attempts_per_success", attempts_, succeeded_);
  per("migrate_unmaps_per_success", unmaps_, succeeded_);
  if (!calls) return;
  const auto inside = std::ranges::count_if(
      forced_.items(), [&](const Forced& one) { return calls->covers(one.pid, one.time); });
  per("cma_forced_failures_per_call", inside, static_cast<std::int64_t>(calls->count()));
}

void AttemptTracker::finish(const std::optional<CmaCalls>& calls, Output& out) {
  out.anomaly("format_lacks_fields", usable_ ? 0 : 1);
  if (!usable_) return;
  const auto metric = [&](const char* name, std::int64_t value) {
    out.metric(Source::Events, name, static_cast<double>(value), "count");
  };
  if (attempt_id_) write_attempts(calls, out);
  if (range_id_) {
    metric("contig_ranges", ranges_);
    metric("contig_ranges_failed", ranges_failed_);
  }
  if (cma_id_) {
    metric("cma_failed_busy", busy_);
    metric("cma_failed_no_memory", no_memory_);
    metric("cma_failed_otherwise", otherwise_);
  }
  out.anomaly("migrate_attempts_over_bound", forced_.over());
}

}  // namespace folioscope::derive
