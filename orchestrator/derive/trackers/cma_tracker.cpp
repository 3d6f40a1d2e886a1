// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/cma_tracker.h"

#include "derive/trackers/duration.h"

namespace folioscope::derive {

CmaTracker::CmaTracker(Subscriber& events) : calls_(events.boot.cma), said_(events.boot.cma_areas) {
  auto start = events.on<&CmaTracker::started>("cma", "cma_alloc_start", this);
  auto finish = events.on<&CmaTracker::finished>("cma", "cma_alloc_finish", this);
  auto retry = events.on<&CmaTracker::retried>("cma", "cma_alloc_busy_retry", this);
  traced_ = start && finish;
  retries_traced_ = static_cast<bool>(retry);
  finish_place_ = place_of(finish);
  retry_place_ = place_of(retry);
  start_.common_pid = start("common_pid");
  finish_.common_pid = finish("common_pid");
  finish_.page = finish.optional("page");
  finish_.errorno = finish.optional("errorno");
  if (finish && !finish_.page && !finish_.errorno) finish.lacks_a_field();
}

CmaTracker::Place CmaTracker::place_of(EventFields& event) {
  Place place{event.optional("pfn"), event.optional("count"), std::nullopt};
  if (event)
    if (const trace::Field* name = event.format()->find("name")) place.name = *name;
  return place;
}

void CmaTracker::note(const Place& place, const trace::Record& record) {
  if (!place.pfn || !place.count) return;
  const auto name = place.name ? trace::read_string(*place.name, record.data) : std::nullopt;
  areas_.add(name.value_or(""), place.pfn(record), place.count(record));
}

void CmaTracker::retried(const trace::Record& record) {
  ++retries_;
  note(retry_place_, record);
}

void CmaTracker::started(const trace::Record& record) {
  if (!calls_.start(start_.common_pid(record), record.time)) ++unfinished_;
}

void CmaTracker::finished(const trace::Record& record) {
  ++finished_;
  const bool failed = finish_.errorno ? finish_.errorno(record) != 0 : finish_.page(record) == 0;
  if (failed)
    ++failures_;
  else
    note(finish_place_, record);
  if (const auto start = calls_.finish(finish_.common_pid(record)))
    latency_.add(ns_between(*start, record.time));
  else
    ++unstarted_;
}

void CmaTracker::finish(Output& out) {
  if (!traced_) return;
  out.page_ranges(areas_.rows(said_));
  calls_.set_traced();
  out.count("cma_calls", finished_);
  out.count("cma_failures", failures_);
  out.quotient("cma_failure_rate", failures_, finished_);
  if (retries_traced_) out.quotient("cma_busy_retries_per_call", retries_, finished_);
  out.samples("cma_latency", latency_);
  out.anomaly("cma_start_without_finish", unfinished_ + calls_.unfinished());
  out.anomaly("cma_finish_without_start", unstarted_);
  out.anomaly("tasks_over_bound", calls_.over());
}

}  // namespace folioscope::derive
