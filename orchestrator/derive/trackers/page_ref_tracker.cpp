// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/page_ref_tracker.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <string>

namespace folioscope::derive {

PageRefTracker::PageRefTracker(const trace::FormatTable& formats) {
  for (const trace::EventFormat& format : formats.all()) traced_ = traced_ || handles(format);
  const auto* freeze = formats.by_name("page_ref", "page_ref_freeze");
  if (freeze == nullptr) return;
  freeze_id_ = freeze->id;
  pid_ = {freeze, "common_pid"};
  count_ = {freeze, "count"};
  expected_ = {freeze, "val"};
  ret_ = {freeze, "ret"};
}

void PageRefTracker::add_freeze(const trace::Record& record) {
  if (ret_(record) != 0) return;
  // Both are ints in the kernel; cut to that, a hostile record cannot make the difference overflow.
  const auto seen = static_cast<std::int32_t>(count_(record));
  const auto expected = static_cast<std::int32_t>(expected_(record));
  failures_.add({record.time, pid_(record), std::int64_t{seen} - expected});
}

void PageRefTracker::write(const std::vector<Failure>& failures, const char* prefix, Output& out) {
  const std::string start = prefix;
  out.metric(Source::Events, start + "freeze_failures", static_cast<double>(failures.size()),
             "count");
  std::vector<double> elevations;
  for (const Failure& failure : failures)
    if (failure.elevation > 0) elevations.push_back(static_cast<double>(failure.elevation));
  out.metric(Source::Events, start + "freeze_failures_gone_when_read",
             static_cast<double>(failures.size() - elevations.size()), "count");
  if (elevations.empty()) return;
  const double sum = std::accumulate(elevations.begin(), elevations.end(), 0.0);
  out.metric(Source::Events, start + "freeze_elevation_mean",
             sum / static_cast<double>(elevations.size()), "references");
  out.metric(Source::Events, start + "freeze_elevation_max",
             *std::max_element(elevations.begin(), elevations.end()), "references");
  out.distribution(start + "freeze_elevation", elevations, "references");
}

void PageRefTracker::finish(const std::optional<CmaCalls>& calls, Output& out) {
  if (!traced_) return;
  out.metric(Source::Events, "page_ref_events", static_cast<double>(events_), "count");
  if (!freeze_id_) return;
  const bool usable = count_ && expected_ && ret_;
  out.anomaly("format_lacks_fields", usable ? 0 : 1);
  if (!usable) return;
  const auto& all = failures_.items();
  write(all, "", out);
  if (calls) {
    std::vector<Failure> inside;
    std::copy_if(all.begin(), all.end(), std::back_inserter(inside),
                 [&](const Failure& one) { return calls->covers(one.pid, one.time); });
    write(inside, "cma_", out);
    if (calls->count() > 0)
      out.metric(Source::Events, "freeze_failures_per_cma_call",
                 static_cast<double>(inside.size()) / static_cast<double>(calls->count()), "count");
  }
  out.anomaly("freeze_failures_over_bound", failures_.over());
}

}  // namespace folioscope::derive
