// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/cma_tracker.h"

#include "derive/trackers/duration.h"

namespace folioscope::derive {

CmaTracker::CmaTracker(Subscriber& events) : calls_(events.boot.cma) {
  auto start = events.on<&CmaTracker::started>("cma", "cma_alloc_start", this);
  auto finish = events.on<&CmaTracker::finished>("cma", "cma_alloc_finish", this);
  auto retry = events.on<&CmaTracker::retried>("cma", "cma_alloc_busy_retry", this);
  traced_ = start && finish;
  retries_traced_ = static_cast<bool>(retry);
  start_.common_pid = start("common_pid");
  finish_.common_pid = finish("common_pid");
  finish_.page = finish.optional("page");
  finish_.errorno = finish.optional("errorno");
  if (finish && !finish_.page && !finish_.errorno) finish.lacks_a_field();
}

void CmaTracker::started(const trace::Record& record) {
  if (!calls_.start(start_.common_pid(record), record.time)) ++unfinished_;
}

void CmaTracker::finished(const trace::Record& record) {
  ++finished_;
  const bool failed = finish_.errorno ? finish_.errorno(record) != 0 : finish_.page(record) == 0;
  if (failed) ++failures_;
  if (const auto start = calls_.finish(finish_.common_pid(record)))
    latency_.add(ns_between(*start, record.time));
  else
    ++unstarted_;
}

void CmaTracker::finish(Output& out) {
  if (!traced_) return;
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
