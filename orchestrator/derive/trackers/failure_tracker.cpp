// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/failure_tracker.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "derive/holders/holder_counts.h"
#include "derive/holders/holder_shares.h"
#include "derive/holders/operation_references.h"
#include "derive/holders/reference_intervals.h"

namespace folioscope::derive {
namespace {

// The guest's numbers have these widths in its kernel: what does not fit is cut, not believed.
std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }

}  // namespace

FailureTracker::FailureTracker(Subscriber& events, std::size_t most)
    : boot_(events.boot), sleepers_(events.boot.sleepers), most_(most), inside_(events.boot.cma) {
  connect_unexpected(events);
  connect_history(events);
  if (traced_) sleepers_.will_ask();
}

void FailureTracker::connect_unexpected(Subscriber& events) {
  const char* const name = events.traced(MMTRACE_SYSTEM, MMTRACE_EVENT_UNEXPECTED)
                               ? MMTRACE_EVENT_UNEXPECTED
                               : kUnexpectedInAbi1;
  auto event = events.on<&FailureTracker::unexpected_refcount>(MMTRACE_SYSTEM, name, this);
  traced_ = static_cast<bool>(event);
  unexpected_.common_pid = event("common_pid");
  unexpected_.failure = event("failure");
  unexpected_.kind = event("kind");
  unexpected_.pfn = event("pfn");
  unexpected_.seen = event("seen");
  unexpected_.expected = event("expected");
  unexpected_.mapcount = event("mapcount");
  unexpected_.flags = event("flags");
  unexpected_.pinned = event("pinned");
  unexpected_.lru_cpu = event("lru_cpu");
  unexpected_.lru_batch = event("lru_batch");
  unexpected_.records = event("records");
  unexpected_.whole = event("whole");
  unexpected_.stack = event("stack");
}

void FailureTracker::connect_history(Subscriber& events) {
  auto event =
      events.on<&FailureTracker::page_history>(MMTRACE_SYSTEM, MMTRACE_EVENT_HISTORY, this);
  history_.failure = event("failure");
  history_.pfn = event("pfn");
  history_.slot = event("slot");
  history_.time = event("time");
  history_.pid = event("pid");
  history_.cpu = event("cpu");
  history_.kind = event("kind");
  history_.delta = event("delta");
  history_.count = event("count");
  history_.mapcount = event("mapcount");
  history_.stack = event("stack");
  history_.in_batch = event.optional("in_batch");
  if (!history_.in_batch) history_.in_batch = event.optional(kInBatchInAbi1);
  if (event)
    if (const trace::Field* comm = event.format()->find("comm")) history_.comm = *comm;
}

void FailureTracker::unexpected_refcount(const trace::Record& record) {
  const std::int64_t kind = unexpected_.kind(record);
  if (kind < 0 || kind >= kFailureKinds) {
    ++impossible_;
    return;
  }
  if (failures_.size() >= most_) {
    ++over_;
    return;
  }
  if (!by_id_.try_emplace(unexpected_.failure(record), failures_.size()).second) {
    ++repeated_;
    return;
  }
  One one{.failure = failure_of(record)};
  one.sleepers = sleepers_.now(one.failure.pfn);
  if (const Operation* const open = boot_.operations.open(one.failure.pid)) {
    one.operation = open->id;
    one.operation_began = open->begin;
  }
  if (Places* inside = inside_.of(one.failure.pid)) inside->places.push_back(failures_.size());
  boot_.failed_pages.insert(one.failure.pfn);
  failures_.push_back(std::move(one));
}

MigrationFailure FailureTracker::failure_of(const trace::Record& record) const {
  MigrationFailure failure;
  failure.id = unexpected_.failure(record);
  failure.time = record.time;
  failure.pid = narrow(unexpected_.common_pid(record));
  failure.kind = static_cast<MigrationFailure::Kind>(unexpected_.kind(record));
  failure.pfn = static_cast<std::uint64_t>(unexpected_.pfn(record));
  failure.seen = narrow(unexpected_.seen(record));
  failure.expected = narrow(unexpected_.expected(record));
  failure.mapcount = narrow(unexpected_.mapcount(record));
  failure.has_waiters =
      (static_cast<std::uint64_t>(unexpected_.flags(record)) & boot_.abi.waiters_flag()) != 0;
  failure.pinned = unexpected_.pinned(record) != 0;
  failure.whole = unexpected_.whole(record) != 0;
  failure.lru_cpu = narrow(unexpected_.lru_cpu(record));
  failure.lru_batch = narrow(unexpected_.lru_batch(record));
  failure.stack = static_cast<std::uint32_t>(unexpected_.stack(record));
  failure.records = narrow(unexpected_.records(record));
  return failure;
}

void FailureTracker::page_history(const trace::Record& record) {
  const auto found = by_id_.find(history_.failure(record));
  if (found == by_id_.end()) {
    ++orphans_;
    return;
  }
  MigrationFailure& failure = failures_[found->second].failure;
  const std::int64_t kind = history_.kind(record), slot = history_.slot(record);
  if (kind < 0 || kind >= kHistoryKinds ||
      static_cast<std::uint64_t>(history_.pfn(record)) != failure.pfn ||
      slot != static_cast<std::int64_t>(failure.history.size()) ||
      failure.history.size() >= MigrationFailure::kMostRecords) {
    failure.damaged = true;
    return;
  }
  failure.history.push_back(history_of(record));
}

HistoryRecord FailureTracker::history_of(const trace::Record& record) {
  HistoryRecord one;
  one.time = {static_cast<std::uint64_t>(history_.time(record))};
  one.pid = narrow(history_.pid(record));
  one.stack = static_cast<std::uint32_t>(history_.stack(record));
  one.delta = narrow(history_.delta(record));
  one.count = narrow(history_.count(record));
  one.mapcount = narrow(history_.mapcount(record));
  one.cpu = static_cast<std::int16_t>(history_.cpu(record));
  one.kind = static_cast<HistoryRecord::Kind>(history_.kind(record));
  one.in_batch = history_.in_batch(record) != 0;
  if (history_.comm)
    if (const auto comm = trace::read_string(*history_.comm, record.data))
      one.comm = comms_.index_of(*comm);
  name_task(one.pid, one.comm);
  return one;
}

void FailureTracker::name_task(std::int64_t pid, std::uint32_t comm) {
  constexpr std::size_t kMostTasks = 65'536;
  if (comm == 0) return;
  if (boot_.task_names.size() < kMostTasks || boot_.task_names.contains(pid))
    boot_.task_names[pid] = comms_.at(comm);
}

store::ReferenceRows FailureTracker::attribute(Output& out) const {
  store::ReferenceRows rows;
  HolderShares all, inside;
  OperationReferences of_operations;
  ReferenceIntervals intervals;
  HolderCounts counts;
  for (const One& one : failures_) {
    const Attribution attribution =
        join_holders(one.failure, boot_.stacks, sleepers_.of(one.sleepers),
                     boot_.lossy ? Losses::Some : Losses::None);
    all.add(one.failure, attribution);
    if (one.in_cma) inside.add(one.failure, attribution);
    intervals.add(one.failure, attribution, boot_.stacks);
    counts.add(one.failure, attribution);
    append_rows(one.failure, attribution, one.in_cma, comms_, rows);
    if (one.operation == 0) continue;
    rows.failures.back().operation = one.operation;
    of_operations.add(one.operation, one.operation_began, one.failure, attribution);
  }
  out.operation_references(of_operations.rows());
  out.reference_intervals(intervals.rows(comms_));
  out.holder_counts(counts.rows());
  out.anomaly("reference_intervals_over_bound", intervals.over());
  all.write(HolderShares::kAll, over_, out);
  if (inside_.calls()) inside.write(HolderShares::kInCma, 0, out);
  return rows;
}

void FailureTracker::finish(Output& out) {
  if (!traced_) return;
  for (const std::size_t place : inside_.total().places) failures_[place].in_cma = true;
  store::ReferenceRows rows = attribute(out);
  out.anomaly("failures_over_bound", over_);
  out.anomaly("failures_repeated", repeated_);
  out.anomaly("failures_impossible", impossible_);
  out.anomaly("sleepers_over_bound", sleepers_.over());
  // A failure over the bound has a history that belongs to nobody either.
  out.anomaly("page_history_without_failure", over_ > 0 ? 0 : orphans_);
  std::ranges::sort(rows.failures, {}, &store::FailureRow::id);
  std::ranges::sort(rows.holders, {}, [](const store::HolderRow& row) {
    return std::tuple(row.failure, row.ordinal);
  });
  out.references(std::move(rows));
}

}  // namespace folioscope::derive
