// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/reclaim_tracker.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace folioscope::derive {
namespace {

// Counts are unsigned longs of an untrusted guest: summed as doubles they cannot wrap.
double pages_of(std::int64_t raw) { return static_cast<double>(static_cast<std::uint64_t>(raw)); }

std::optional<std::uint16_t> id_of(const trace::EventFormat* format) {
  if (format == nullptr) return std::nullopt;
  return format->id;
}

}  // namespace

ReclaimTracker::ReclaimTracker(const trace::FormatTable& formats) {
  const auto* scan = formats.by_name("vmscan", "mm_vmscan_lru_shrink_inactive");
  const auto* begin = formats.by_name("vmscan", "mm_vmscan_direct_reclaim_begin");
  const auto* end = formats.by_name("vmscan", "mm_vmscan_direct_reclaim_end");
  scan_id_ = id_of(scan);
  begin_id_ = id_of(begin);
  end_id_ = id_of(end);
  scanned_ = {scan, "nr_scanned"};
  reclaimed_ = {scan, "nr_reclaimed"};
  ref_keep_ = {scan, "nr_ref_keep"};
  activated_anon_ = {scan, "nr_activate0"};
  activated_file_ = {scan, "nr_activate1"};
  begin_pid_ = {begin, "common_pid"};
  end_pid_ = {end, "common_pid"};
}

bool ReclaimTracker::handles(const trace::EventFormat& format) const {
  return format.id == scan_id_ || format.id == begin_id_ || format.id == end_id_;
}

void ReclaimTracker::add(int cpu, const trace::Record& record) {
  if (record.type() == scan_id_) {
    scanned_sum_ += pages_of(scanned_(record));
    reclaimed_sum_ += pages_of(reclaimed_(record));
    ref_keep_sum_ += pages_of(ref_keep_(record));
    activated_sum_ += pages_of(activated_anon_(record)) + pages_of(activated_file_(record));
    return;
  }
  const bool begins = record.type() == begin_id_;
  const std::int64_t pid = begins ? begin_pid_(record) : end_pid_(record);
  steps_.add({record.time, static_cast<std::int32_t>(pid), static_cast<std::int16_t>(cpu), begins});
}

void ReclaimTracker::finish(Output& out) {
  if (scan_id_) finish_scans(out);
  if (begin_id_ && end_id_) finish_calls(out);
}

void ReclaimTracker::finish_scans(Output& out) const {
  const bool usable = scanned_ && reclaimed_ && ref_keep_ && activated_anon_ && activated_file_;
  out.anomaly("format_lacks_fields", usable ? 0 : 1);
  if (!usable) return;
  out.metric(Source::Events, "reclaim_scanned", scanned_sum_, "pages");
  out.metric(Source::Events, "reclaim_reclaimed", reclaimed_sum_, "pages");
  out.metric(Source::Events, "reclaim_ref_keep", ref_keep_sum_, "pages");
  out.metric(Source::Events, "reclaim_activated", activated_sum_, "pages");
  if (reclaimed_sum_ > 0)
    out.metric(Source::Events, "reclaim_scanned_per_reclaimed", scanned_sum_ / reclaimed_sum_,
               "pages");
}

void ReclaimTracker::finish_calls(Output& out) {
  const bool usable = begin_pid_ && end_pid_;
  out.anomaly("format_lacks_fields", usable ? 0 : 1);
  if (!usable) return;
  auto& steps = steps_.items();
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::tie(a.time, a.cpu) < std::tie(b.time, b.cpu);
  });
  std::vector<double> took_ms;
  std::map<std::int32_t, GuestTime> open;
  std::int64_t unmatched = 0;
  for (const Step& step : steps) {
    if (step.begins) {
      if (!open.insert_or_assign(step.pid, step.time).second) ++unmatched;
    } else if (const auto begun = open.find(step.pid); begun != open.end()) {
      took_ms.push_back(static_cast<double>(step.time.ns - begun->second.ns) / 1e6);
      open.erase(begun);
    } else {
      ++unmatched;
    }
  }
  unmatched += static_cast<std::int64_t>(open.size());
  out.metric(Source::Events, "direct_reclaim_total",
             std::accumulate(took_ms.begin(), took_ms.end(), 0.0), "ms");
  out.metric(Source::Events, "direct_reclaims", static_cast<double>(took_ms.size()), "count");
  out.samples(Source::Events, "direct_reclaim", std::move(took_ms), "ms");
  out.anomaly("direct_reclaim_without_partner", unmatched);
  out.anomaly("direct_reclaim_events_over_bound", steps_.over());
}

}  // namespace folioscope::derive
