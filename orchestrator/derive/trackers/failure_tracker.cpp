// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/failure_tracker.h"

#include <algorithm>
#include <tuple>

#include "derive/holders/holder_shares.h"
#include "derive/trackers/required_fields.h"

namespace folioscope::derive {
namespace {

constexpr std::size_t kCommLength = 16;  // TASK_COMM_LEN
constexpr std::size_t kMostComms = 65'536;

// The guest's numbers have these widths in its kernel: what does not fit is cut, not believed.
std::int32_t narrow(std::int64_t value) { return static_cast<std::int32_t>(value); }

}  // namespace

const char* to_string(MigrationFailure::Kind kind) {
  switch (kind) {
    case MigrationFailure::Kind::Freeze:
      return "freeze";
    case MigrationFailure::Kind::Compare:
      return "compare";
    case MigrationFailure::Kind::Isolate:
      return "isolate";
    case MigrationFailure::Kind::NotOnLru:
      return "not_on_lru";
    case MigrationFailure::Kind::Skipped:
      return "skipped";
  }
  return "freeze";
}

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

FailureTracker::FailureTracker(const trace::FormatTable& formats, std::size_t most) : most_(most) {
  const auto* mismatch = formats.by_name("mmtrace", "reference_mismatch");
  const auto* history = formats.by_name("mmtrace", "page_history");
  if (mismatch != nullptr) mismatch_id_ = mismatch->id;
  if (history != nullptr) history_id_ = history->id;
  RequiredFields required;
  pid_ = {mismatch, "common_pid"};
  id_ = required(mismatch, "failure");
  kind_ = required(mismatch, "kind");
  pfn_ = required(mismatch, "pfn");
  seen_ = required(mismatch, "seen");
  expected_ = required(mismatch, "expected");
  mapcount_ = required(mismatch, "mapcount");
  flags_ = required(mismatch, "flags");
  pinned_ = required(mismatch, "pinned");
  lru_cpu_ = required(mismatch, "lru_cpu");
  lru_batch_ = required(mismatch, "lru_batch");
  records_ = required(mismatch, "records");
  whole_ = required(mismatch, "whole");
  stack_ = required(mismatch, "stack");
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
  parked_ = {history, "parked"};
  usable_ = required.all_found();
  if (history != nullptr)
    if (const trace::Field* comm = history->find("comm")) comm_ = *comm;
}

void FailureTracker::add(const trace::Record& record) {
  if (record.type() == mismatch_id_)
    add_mismatch(record);
  else
    add_history(record);
}

void FailureTracker::add_mismatch(const trace::Record& record) {
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
  failure.flags = static_cast<std::uint64_t>(flags_(record));
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
  one.parked = parked_(record) != 0;
  if (comm_)
    if (const auto comm = trace::read_string(*comm_, record.data))
      one.comm = comms_.index_of(*comm);
  failure.history.push_back(one);
}

store::ReferenceRows FailureTracker::finish(const Surroundings& around, Output& out) {
  if (!mismatch_id_) return {};
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
