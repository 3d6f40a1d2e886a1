// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/operation_tracker.h"

#include <algorithm>
#include <ranges>
#include <string_view>
#include <utility>

#include "derive/trackers/duration.h"

namespace folioscope::derive {
namespace {

// include/linux/migrate_mode.h, enum migrate_reason, since 5.10.
constexpr std::string_view kReasons[] = {
    "compaction",     "memory_failure", "memory_hotplug", "syscall",  "mempolicy_mbind",
    "numa_misplaced", "contig_range",   "longterm_pin",   "demotion", "damon"};

std::string_view reason_of(const Operation& operation) {
  const auto reason = static_cast<std::size_t>(operation.reason);
  return operation.reason >= 0 && reason < std::size(kReasons) ? kReasons[reason] : "";
}

std::string_view name_of(Operation::Kind kind) {
  switch (kind) {
    case Operation::Kind::CmaAlloc:
      return "cma_alloc";
    case Operation::Kind::Compact:
      return "compact";
    case Operation::Kind::Offline:
      return "offline";
    case Operation::Kind::Migrate:
      break;
  }
  return "migrate";
}

}  // namespace

void OperationTracker::Held::add(std::uint64_t ns, bool waited) {
  ++holds;
  contended += waited ? 1 : 0;
  sum_ns += ns;
  max_ns = std::max(max_ns, ns);
}

OperationTracker::OperationTracker(Subscriber& events, std::size_t most)
    : stacks_(events.boot.stacks),
      operations_(events.boot.operations),
      locks_(events.boot.page_locks),
      most_(most) {
  connect_cma(events);
  connect_compaction(events);
  connect_offlining(events);
  connect_migration(events);
}

void OperationTracker::connect_cma(Subscriber& events) {
  auto start = events.on<&OperationTracker::cma_started>("cma", "cma_alloc_start", this);
  auto finish = events.on<&OperationTracker::cma_finished>("cma", "cma_alloc_finish", this);
  auto retry = events.on<&OperationTracker::cma_retried>("cma", "cma_alloc_busy_retry", this);
  auto range = events.on<&OperationTracker::cma_range>(MMTRACE_SYSTEM, MMTRACE_EVENT_CONTIG, this);
  auto result = events.on<&OperationTracker::cma_result>(MMTRACE_SYSTEM, MMTRACE_EVENT_CMA, this);
  start_.common_pid = start("common_pid");
  retry_.common_pid = retry("common_pid");
  range_ = {range("common_pid"), range.optional("start"), range.optional("end")};
  result_ = {result("common_pid"), result("errno")};
  finish_ = {finish("common_pid"), finish.optional("pfn"), finish.optional("count"),
             finish.optional("page"), finish.optional("errorno")};
}

void OperationTracker::connect_compaction(Subscriber& events) {
  auto start =
      events.on<&OperationTracker::compaction_started>("compaction", "mm_compaction_begin", this);
  auto end = events.on<&OperationTracker::compacted>("compaction", "mm_compaction_end", this);
  compaction_.common_pid = start("common_pid");
  compacted_.common_pid = end("common_pid");
}

// Probes of these names that fetch something else are the experiment's own business.
void OperationTracker::connect_offlining(Subscriber& events) {
  auto start =
      events.on<&OperationTracker::offlining_started>(names::kProbeSystem, "offline_pages", this);
  auto end =
      events.on<&OperationTracker::offlined>(names::kProbeSystem, "offline_pages_return", this);
  offlining_ = {start("common_pid"), start.optional("start_pfn"), start.optional("nr_pages")};
  offlined_ = {end("common_pid"), end.optional("ret")};
}

void OperationTracker::connect_migration(Subscriber& events) {
  auto start =
      events.on<&OperationTracker::migration_started>("migrate", "mm_migrate_pages_start", this);
  auto end = events.on<&OperationTracker::migrated>("migrate", "mm_migrate_pages", this);
  auto attempt =
      events.on<&OperationTracker::attempted>(MMTRACE_SYSTEM, MMTRACE_EVENT_ATTEMPT, this);
  migration_ = {start("common_pid"), start("reason")};
  migrated_ = {end("common_pid"), end("failed")};
  attempt_ = {attempt("common_pid"), attempt.optional("pfn"), attempt("rc")};
}

void OperationTracker::begin(std::int64_t pid, Operation operation) {
  const std::uint64_t now = operation.begin.ns;
  if (const auto before = operations_.begin(pid, std::move(operation))) {
    begins_.erase(before->id);
    locks_.stop_keeping();
  }
  const Operation* const begun = operations_.open(pid);
  if (begun == nullptr) return;
  begins_.emplace(begun->id, now);
  locks_.begin_keeping();
}

void OperationTracker::cma_started(const trace::Record& record) {
  begin(start_.common_pid(record), {.kind = Operation::Kind::CmaAlloc, .begin = record.time});
}

void OperationTracker::cma_retried(const trace::Record& record) {
  if (Operation* open = operations_.open(retry_.common_pid(record))) ++open->retries;
}

void OperationTracker::cma_range(const trace::Record& record) {
  Operation* const open = operations_.open(range_.common_pid(record));
  if (open == nullptr || open->kind != Operation::Kind::CmaAlloc) return;
  if (range_.begin && range_.end)
    open->pages.add(static_cast<std::uint64_t>(range_.begin(record)),
                    static_cast<std::uint64_t>(range_.end(record)));
}

void OperationTracker::cma_result(const trace::Record& record) {
  if (Operation* open = operations_.open(result_.common_pid(record)))
    open->error = result_.error(record);
}

void OperationTracker::cma_finished(const trace::Record& record) {
  const std::int64_t pid = finish_.common_pid(record);
  auto ended = operations_.end(pid);
  if (!ended) return;
  const bool failed =
      finish_.errorno ? finish_.errorno(record) != 0 : finish_.page && finish_.page(record) == 0;
  if (finish_.errorno && failed && ended->error == 0) ended->error = finish_.errorno(record);
  if (!failed && ended->pages.count() == 0 && finish_.pfn && finish_.count) {
    const auto first = static_cast<std::uint64_t>(finish_.pfn(record));
    ended->pages.add(first, first + static_cast<std::uint64_t>(finish_.count(record)));
  }
  end(*std::move(ended), {pid, record.time, failed});
}

void OperationTracker::compaction_started(const trace::Record& record) {
  const std::int64_t pid = compaction_.common_pid(record);
  if (operations_.open(pid) == nullptr)
    begin(pid, {.kind = Operation::Kind::Compact, .begin = record.time});
}

void OperationTracker::compacted(const trace::Record& record) {
  const std::int64_t pid = compacted_.common_pid(record);
  const Operation* const open = operations_.open(pid);
  if (open == nullptr || open->kind != Operation::Kind::Compact) return;
  const bool failed = open->stayed > 0;
  end(*operations_.end(pid), {pid, record.time, failed});
}

void OperationTracker::offlining_started(const trace::Record& record) {
  if (!offlining_.start_pfn || !offlining_.nr_pages || !offlined_.ret) return;
  Operation operation{.kind = Operation::Kind::Offline, .begin = record.time};
  const auto first = static_cast<std::uint64_t>(offlining_.start_pfn(record));
  operation.pages.add(first, first + static_cast<std::uint64_t>(offlining_.nr_pages(record)));
  begin(offlining_.common_pid(record), std::move(operation));
}

void OperationTracker::offlined(const trace::Record& record) {
  const std::int64_t pid = offlined_.common_pid(record);
  Operation* const open = operations_.open(pid);
  if (open == nullptr || open->kind != Operation::Kind::Offline) return;
  open->error = offlined_.ret(record);
  const bool failed = open->error != 0;
  end(*operations_.end(pid), {pid, record.time, failed});
}

void OperationTracker::migration_started(const trace::Record& record) {
  const std::int64_t pid = migration_.common_pid(record);
  if (operations_.open(pid) != nullptr) return;  // a part of it
  begin(pid, {.kind = Operation::Kind::Migrate,
              .reason = migration_.reason(record),
              .begin = record.time});
}

void OperationTracker::attempted(const trace::Record& record) {
  Operation* const open = operations_.open(attempt_.common_pid(record));
  if (open == nullptr) return;
  ++open->attempts;
  if (attempt_.rc(record) != 0) ++open->failed_attempts;
  if (open->has_range() || !attempt_.pfn) return;
  const auto pfn = static_cast<std::uint64_t>(attempt_.pfn(record));
  open->pages.add(pfn, pfn + 1);
}

void OperationTracker::migrated(const trace::Record& record) {
  const std::int64_t pid = migrated_.common_pid(record);
  Operation* const open = operations_.open(pid);
  if (open == nullptr) return;
  if (open->kind == Operation::Kind::Compact) open->stayed += migrated_.failed(record);
  if (open->kind == Operation::Kind::Migrate)
    end(*operations_.end(pid), {pid, record.time, migrated_.failed(record) != 0});
}

void OperationTracker::end(Operation operation, const Ending& ending) {
  if (rows_.size() < most_) {
    add_locks(operation, ending);
    rows_.push_back({.id = operation.id,
                     .kind = std::string(name_of(operation.kind)),
                     .reason = std::string(reason_of(operation)),
                     .pid = ending.pid,
                     .begin = operation.begin,
                     .end = ending.time,
                     .first_pfn = operation.pages.first(),
                     .pages = static_cast<std::int64_t>(operation.pages.count()),
                     .failed = ending.failed,
                     .error = operation.error,
                     .retries = operation.retries,
                     .attempts = operation.attempts,
                     .failed_attempts = operation.failed_attempts});
  } else {
    ++over_;
  }
  begins_.erase(operation.id);
  locks_.stop_keeping();
  if (!begins_.empty()) locks_.forget_before(begins_.begin()->second);
}

void OperationTracker::add_locks(const Operation& operation, const Ending& ending) {
  std::map<LockClass, Held> by_class;
  const auto own = static_cast<std::uint32_t>(ending.pid);
  const auto during = [&](std::uint64_t since, std::uint64_t until) {
    return ns_between({std::max(since, operation.begin.ns)}, {until});
  };
  // Those of before it are there where a longer operation is under way.
  const auto first = std::ranges::partition_point(
      locks_.ended(), [&](const Hold& hold) { return hold.until_ns < operation.begin.ns; });
  for (const Hold& hold : std::ranges::subrange(first, locks_.ended().end()))
    if (hold.pid != own && operation.pages.contains(hold.pfn))
      by_class[hold.holder].add(during(hold.since_ns, hold.until_ns), hold.contended);
  const auto still_held = [&](const HeldLock& held) {
    if (held.pid != own)
      by_class[stacks_.lock_class(held.stack)].add(during(held.since_ns, ending.time.ns), false);
  };
  // Whichever are fewer: a guest may say that each of many operations was about all its memory.
  const HeldLocks& held_locks = locks_.held();
  if (operation.pages.count() < held_locks.count()) {
    operation.pages.for_each([&](std::uint64_t pfn) {
      const HeldLock* const held = held_locks.find_held(pfn);
      if (held != nullptr) still_held(*held);
    });
  } else {
    held_locks.for_each([&](const HeldLock& held) {
      if (operation.pages.contains(held.pfn)) still_held(held);
    });
  }
  for (const auto& [holder, held] : by_class)
    lock_rows_.push_back({.operation = operation.id,
                          .lock_class = std::string(to_string(holder)),
                          .holds = held.holds,
                          .contended = held.contended,
                          .sum_ns = static_cast<std::int64_t>(held.sum_ns),
                          .max_ns = static_cast<std::int64_t>(held.max_ns)});
}

void OperationTracker::finish(Output& out) {
  out.anomaly("operations_over_bound", over_);
  out.anomaly("lock_holds_over_bound", locks_.over());
  std::ranges::sort(rows_, {}, &store::OperationRow::id);
  out.operations(std::move(rows_), std::move(lock_rows_));
}

}  // namespace folioscope::derive
