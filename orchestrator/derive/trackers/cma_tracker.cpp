// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/cma_tracker.h"

#include <algorithm>
#include <tuple>

namespace folioscope::derive {
namespace {

std::optional<std::uint16_t> id_of(const trace::EventFormat* format) {
  if (format == nullptr) return std::nullopt;
  return format->id;
}

}  // namespace

bool CmaCalls::covers(std::int64_t pid, GuestTime time) const {
  const auto found = by_pid_.find(pid);
  if (found == by_pid_.end()) return false;
  const auto& calls = found->second;
  const auto after =
      std::upper_bound(calls.begin(), calls.end(), time,
                       [](GuestTime value, const auto& call) { return value < call.first; });
  return after != calls.begin() && time <= std::prev(after)->second;
}

CmaTracker::CmaTracker(const trace::FormatTable& formats) {
  const auto* start = formats.by_name("cma", "cma_alloc_start");
  const auto* finish = formats.by_name("cma", "cma_alloc_finish");
  start_id_ = id_of(start);
  finish_id_ = id_of(finish);
  retry_id_ = id_of(formats.by_name("cma", "cma_alloc_busy_retry"));
  start_pid_ = {start, "common_pid"};
  finish_pid_ = {finish, "common_pid"};
  page_ = {finish, "page"};
  errorno_ = {finish, "errorno"};
  usable_ = page_ || errorno_;
}

bool CmaTracker::handles(const trace::EventFormat& format) const {
  return format.id == start_id_ || format.id == finish_id_ || format.id == retry_id_;
}

void CmaTracker::add(int cpu, const trace::Record& record) {
  const std::uint16_t id = record.type();
  if (id == retry_id_) {
    ++retries_;
  } else if (id == start_id_) {
    steps_.add({record.time, static_cast<std::int32_t>(start_pid_(record)),
                static_cast<std::int16_t>(cpu), Step::Kind::Start});
  } else {
    const bool failed = errorno_ ? errorno_(record) != 0 : page_(record) == 0;
    steps_.add({record.time, static_cast<std::int32_t>(finish_pid_(record)),
                static_cast<std::int16_t>(cpu),
                failed ? Step::Kind::Failure : Step::Kind::Success});
  }
}

struct CmaTracker::Paired {
  CmaCalls calls;
  std::vector<double> latency_ms;
  std::int64_t finished = 0, failures = 0;
  std::int64_t unfinished = 0;  // starts that nothing followed, or another start of the same task
  std::int64_t unstarted = 0;   // finishes with no start before them
};

CmaTracker::Paired CmaTracker::pair(const std::vector<Step>& steps) {
  Paired result;
  std::map<std::int32_t, GuestTime> open;
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::Start) {
      if (!open.insert_or_assign(step.pid, step.time).second) ++result.unfinished;
      continue;
    }
    ++result.finished;
    if (step.kind == Step::Kind::Failure) ++result.failures;
    const auto start = open.find(step.pid);
    if (start == open.end()) {
      ++result.unstarted;
      continue;
    }
    result.calls.add(step.pid, start->second, step.time);
    result.latency_ms.push_back(static_cast<double>(step.time.ns - start->second.ns) / 1e6);
    open.erase(start);
  }
  result.unfinished += static_cast<std::int64_t>(open.size());
  return result;
}

std::optional<CmaCalls> CmaTracker::finish(Output& out) {
  if (!start_id_ || !finish_id_) return std::nullopt;
  out.anomaly("format_lacks_fields", usable_ ? 0 : 1);
  if (!usable_) return std::nullopt;

  auto& steps = steps_.items();
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::tie(a.time, a.cpu) < std::tie(b.time, b.cpu);
  });
  Paired paired = pair(steps);
  const auto finished = static_cast<double>(paired.finished);
  const auto failures = static_cast<double>(paired.failures);
  out.metric(Source::Events, "cma_calls", finished, "count");
  out.metric(Source::Events, "cma_failures", failures, "count");
  if (paired.finished > 0) {
    out.metric(Source::Events, "cma_failure_rate", failures / finished, "ratio");
    if (retry_id_)
      out.metric(Source::Events, "cma_busy_retries_per_call",
                 static_cast<double>(retries_) / finished, "count");
  }
  out.samples(Source::Events, "cma_latency", std::move(paired.latency_ms), "ms");
  out.anomaly("cma_start_without_finish", paired.unfinished);
  out.anomaly("cma_finish_without_start", paired.unstarted);
  out.anomaly("cma_events_over_bound", steps_.over());
  return std::move(paired.calls);
}

}  // namespace folioscope::derive
