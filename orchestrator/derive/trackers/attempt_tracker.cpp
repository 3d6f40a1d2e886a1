// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/attempt_tracker.h"

#include <cerrno>

namespace folioscope::derive {
namespace {

// mm/migrate.c: migrate_pages_batch() forces from pass 3 on, counted from 0.
constexpr std::int64_t kLastUnforcedPass = 2;

}  // namespace

AttemptTracker::AttemptTracker(Subscriber& events)
    : abi_(events.boot.abi), forced_inside_(events.boot.cma) {
  auto attempt = events.on<&AttemptTracker::attempt>(MMTRACE_SYSTEM, MMTRACE_EVENT_ATTEMPT, this);
  auto range =
      events.on<&AttemptTracker::contig_result>(MMTRACE_SYSTEM, MMTRACE_EVENT_CONTIG, this);
  auto cma = events.on<&AttemptTracker::cma_result>(MMTRACE_SYSTEM, MMTRACE_EVENT_CMA, this);
  attempts_traced_ = static_cast<bool>(attempt);
  ranges_traced_ = static_cast<bool>(range);
  results_traced_ = static_cast<bool>(cma);
  attempt_.common_pid = attempt("common_pid");
  attempt_.pass = attempt("pass");
  attempt_.reason = attempt("reason");
  attempt_.rc = attempt("rc");
  attempt_.stage = attempt("stage");
  ret_ = range("ret");
  errno_ = cma("errno");
}

void AttemptTracker::attempt(const trace::Record& record) {
  ++attempts_;
  if (attempt_.stage(record) == MMTRACE_STAGE_MOVE) ++unmaps_;
  if (attempt_.rc(record) == 0) {
    ++succeeded_;
    return;
  }
  if (attempt_.reason(record) != abi_.contig_range || attempt_.pass(record) <= kLastUnforcedPass)
    return;
  ++forced_failures_;
  if (std::int64_t* inside = forced_inside_.of(attempt_.common_pid(record))) ++*inside;
}

void AttemptTracker::contig_result(const trace::Record& record) {
  ++ranges_;
  if (ret_(record) != 0) ++ranges_failed_;
}

void AttemptTracker::cma_result(const trace::Record& record) {
  switch (errno_(record)) {
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

void AttemptTracker::write_attempts(Output& out) const {
  out.count("migrate_attempts", attempts_);
  out.count("migrate_attempts_failed", attempts_ - succeeded_);
  out.count("migrate_forced_failures", forced_failures_);
  out.quotient("migrate_attempts_per_success", attempts_, succeeded_);
  out.quotient("migrate_unmaps_per_success", unmaps_, succeeded_);
  if (const auto calls = forced_inside_.calls())
    out.quotient("cma_forced_failures_per_call", forced_inside_.total(), *calls);
}

void AttemptTracker::finish(Output& out) {
  if (attempts_traced_) write_attempts(out);
  if (ranges_traced_) {
    out.count("contig_ranges", ranges_);
    out.count("contig_ranges_failed", ranges_failed_);
  }
  if (results_traced_) {
    out.count("cma_failed_busy", busy_);
    out.count("cma_failed_no_memory", no_memory_);
    out.count("cma_failed_otherwise", otherwise_);
  }
}

}  // namespace folioscope::derive
