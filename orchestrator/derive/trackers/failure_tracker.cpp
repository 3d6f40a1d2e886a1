// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/failure_tracker.h"

#include <algorithm>
#include <tuple>

#include "derive/holders/holder_shares.h"
#include "derive/trackers/required_fields.h"

namespace folioscope::derive {
namespace {

constexpr std::size_t kCommLength = MMTRACE_COMM_LENGTH;
constexpr std::size_t kMostComms = 65'536;

// The guest's numbers have these widths in its kernel: what does not fit is cut, not believed.
std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }

const trace::EventFormat* unexpected_refcount(const trace::FormatTable& formats) {
  const auto* format = formats.by_name(MMTRACE_SYSTEM, MMTRACE_EVENT_UNEXPECTED);
  return format != nullptr ? format : formats.by_name(MMTRACE_SYSTEM, kUnexpectedInAbi1);
}

}  // namespace

std::uint32_t CommTable::index_of(std::string_view comm) {
  std::string name(comm.substr(0, kCommLength));
  for (char& c : name)
    if (c < ' ' || c > '~') c = '?';
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  if (names_.size() >= kMostComms) return 0;
  const auto index = static_cast<std::uint32_t>(names_.size());
  names_.push_back(name);
  known_.emplace(std::move(name), index);
  return index;
}

FailureTracker::FailureTracker(const trace::FormatTable& formats, const KernelAbi& abi,
                               std::size_t most)
    : waiters_(abi.waiters_flag()), most_(most) {
  const auto* unexpected = unexpected_refcount(formats);
  const auto* history = formats.by_name(MMTRACE_SYSTEM, MMTRACE_EVENT_HISTORY);
  if (unexpected != nullptr) unexpected_id_ = unexpected->id;
  if (history != nullptr) history_id_ = history->id;
  RequiredFields required;
  pid_ = {unexpected, "common_pid"};
  id_ = required(unexpected, "failure");
  kind_ = required(unexpected, "kind");
  pfn_ = required(unexpected, "pfn");
  seen_ = required(unexpected, "seen");
  expected_ = required(unexpected, "expected");
  mapcount_ = required(unexpected, "mapcount");
  flags_ = required(unexpected, "flags");
  pinned_ = required(unexpected, "pinned");
  lru_cpu_ = required(unexpected, "lru_cpu");
  lru_batch_ = required(unexpected, "lru_batch");
  records_ = required(unexpected, "records");
  whole_ = required(unexpected, "whole");
  stack_ = required(unexpected, "stack");
  of_ = required(history, "failure");
  of_pfn_ = required(history, "pfn");
  slot_ = required(history, "slot");
  time_ = required(history, "time");
  task_ = required(history, "pid");
  cpu_ = required(history, "cpu");
  change_ = required(history, "kind");
  delta_ = required(history, "delta");
  count_ = required(history, "count");
  mapped_ = required(history, "mapcount");
  get_stack_ = required(history, "stack");
  in_batch_ = {history, "in_batch"};
  if (!in_batch_) in_batch_ = {history, kInBatchInAbi1};
  usable_ = required.all_found();
  if (history != nullptr)
    if (const trace::Field* comm = history->find("comm")) comm_ = *comm;
}

void FailureTracker::add(const trace::Record& record) {
  if (record.type() == unexpected_id_)
    add_failure(record);
  else
    add_history(record);
}

void FailureTracker::add_failure(const trace::Record& record) {
  const std::int64_t kind = kind_(record);
  if (kind < 0 || kind >= kFailureKinds) {
    ++impossible_;
    return;
  }
  if (failures_.size() >= most_) {
    ++over_;
    return;
  }
  if (!by_id_.try_emplace(id_(record), failures_.size()).second) {
    ++repeated_;
    return;
  }
  MigrationFailure failure;
  failure.id = id_(record);
  failure.time = record.time;
  failure.pid = narrow(pid_(record));
  failure.kind = static_cast<MigrationFailure::Kind>(kind);
  failure.pfn = static_cast<std::uint64_t>(pfn_(record));
  failure.seen = narrow(seen_(record));
  failure.expected = narrow(expected_(record));
  failure.mapcount = narrow(mapcount_(record));
  failure.has_waiters = (static_cast<std::uint64_t>(flags_(record)) & waiters_) != 0;
  failure.pinned = pinned_(record) != 0;
  failure.whole = whole_(record) != 0;
  failure.lru_cpu = narrow(lru_cpu_(record));
  failure.lru_batch = narrow(lru_batch_(record));
  failure.stack = static_cast<std::uint32_t>(stack_(record));
  failure.records = narrow(records_(record));
  failures_.push_back(std::move(failure));
}

void FailureTracker::add_history(const trace::Record& record) {
  const auto found = by_id_.find(of_(record));
  if (found == by_id_.end()) {
    ++orphans_;
    return;
  }
  MigrationFailure& failure = failures_[found->second];
  const std::int64_t kind = change_(record), slot = slot_(record);
  if (kind < 0 || kind >= kHistoryKinds ||
      static_cast<std::uint64_t>(of_pfn_(record)) != failure.pfn ||
      slot != static_cast<std::int64_t>(failure.history.size()) ||
      failure.history.size() >= MigrationFailure::kMostRecords) {
    failure.damaged = true;
    return;
  }
  HistoryRecord one;
  one.time = {static_cast<std::uint64_t>(time_(record))};
  one.pid = narrow(task_(record));
  one.stack = static_cast<std::uint32_t>(get_stack_(record));
  one.delta = narrow(delta_(record));
  one.count = narrow(count_(record));
  one.mapcount = narrow(mapped_(record));
  one.cpu = static_cast<std::int16_t>(cpu_(record));
  one.kind = static_cast<HistoryRecord::Kind>(kind);
  one.in_batch = in_batch_(record) != 0;
  if (comm_)
    if (const auto comm = trace::read_string(*comm_, record.data))
      one.comm = comms_.index_of(*comm);
  failure.history.push_back(one);
}

store::ReferenceRows FailureTracker::finish(const Surroundings& around, Output& out) {
  if (!unexpected_id_) return {};
  out.anomaly("format_lacks_fields", usable_ ? 0 : 1);
  if (!usable_) return {};
  store::ReferenceRows rows;
  Culprits all, inside;
  for (const MigrationFailure& failure : failures_) {
    const Verdict verdict =
        join_holders(failure, around.stacks, around.sleepers.at(failure.pfn, failure.time),
                     around.lossy ? Losses::Some : Losses::None);
    const bool in_cma = around.cma && around.cma->covers(failure.pid, failure.time);
    all.add(failure, verdict);
    if (in_cma) inside.add(failure, verdict);
    append_rows(failure, verdict, in_cma, comms_, rows);
  }
  all.write("", over_, out);
  if (around.cma) inside.write("_in_cma", 0, out);
  out.anomaly("failures_over_bound", over_);
  out.anomaly("failures_repeated", repeated_);
  out.anomaly("failures_impossible", impossible_);
  // A failure over the bound has a history that belongs to nobody either.
  out.anomaly("page_history_without_failure", over_ > 0 ? 0 : orphans_);
  std::sort(rows.failures.begin(), rows.failures.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(rows.holders.begin(), rows.holders.end(), [](const auto& a, const auto& b) {
    return std::tie(a.failure, a.ordinal) < std::tie(b.failure, b.ordinal);
  });
  return rows;
}

}  // namespace folioscope::derive
