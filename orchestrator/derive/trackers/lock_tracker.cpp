// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/lock_tracker.h"

#include <algorithm>

#include "derive/trackers/duration.h"

namespace folioscope::derive {
bool LockTracker::Wait::keeps_reference() const {
  return for_lock && behaviour < MMTRACE_WAIT_DROP;
}

LockTracker::LockTracker(Subscriber& events)
    : abi_(events.boot.abi),
      stacks_(events.boot.stacks),
      sleepers_(events.boot.sleepers),
      locks_(events.boot.page_locks),
      intervals_(events.boot.lock_intervals),
      cpu_(events.boot.cpu) {
  auto acquired =
      events.on<&LockTracker::acquired>(MMTRACE_SYSTEM_PAGE_LOCK, MMTRACE_EVENT_ACQUIRED, this);
  auto released =
      events.on<&LockTracker::released>(MMTRACE_SYSTEM_PAGE_LOCK, MMTRACE_EVENT_RELEASED, this);
  holds_traced_ = acquired && released;
  acquired_ = {acquired("pfn"), acquired("how"), acquired("stack"), acquired("common_pid")};
  released_ = {released("pfn"), released("flags")};
  frees_traced_ = holds_traced_ && events.traced("kmem", "mm_page_free");
  if (frees_traced_)
    freed_pfn_ = events.on<&LockTracker::freed>("kmem", "mm_page_free", this).optional("pfn");
  connect_waits(events);
  connect_wakes(events);
}

void LockTracker::connect_waits(Subscriber& events) {
  auto begin =
      events.on<&LockTracker::wait_begin>(MMTRACE_SYSTEM_PAGE_LOCK, MMTRACE_EVENT_WAIT_BEGIN, this);
  auto end =
      events.on<&LockTracker::wait_end>(MMTRACE_SYSTEM_PAGE_LOCK, MMTRACE_EVENT_WAIT_END, this);
  waits_traced_ = begin && end;
  begin_ = {begin("pfn"), begin("bit"), begin("behaviour"), begin("common_pid")};
  end_ = {end("pfn"), end("bit"), end("behaviour"), end("common_pid")};
}

void LockTracker::connect_wakes(Subscriber& events) {
  auto wake = events.on<&LockTracker::wake>(MMTRACE_SYSTEM_PAGE_LOCK, MMTRACE_EVENT_WAKE, this);
  wakes_traced_ = static_cast<bool>(wake);
  wake_ = {wake("bit"),    wake("entries"),   wake("woken"),
           wake("chunks"), wake("locked_ns"), wake("total_ns")};
}

// Negative numbers of a hostile guest are large ones here. `tail`: a stack, or a pid (pid_max is at
// most 2^22).
bool LockTracker::possible(std::int64_t pfn, std::int64_t how, std::int64_t tail) {
  constexpr std::uint64_t kMostPfn = (std::uint64_t{1} << 32) - 1;  // 16 TiB of memory
  constexpr std::uint64_t kMostTail = (std::uint64_t{1} << 25) - 1;
  const bool can_be = static_cast<std::uint64_t>(pfn) <= kMostPfn &&
                      static_cast<std::uint64_t>(how) <= 7 &&
                      static_cast<std::uint64_t>(tail) <= kMostTail;
  if (!can_be) ++impossible_;
  return can_be;
}

LockClass LockTracker::lock_class(std::uint32_t stack) {
  constexpr std::uint32_t kTable = 1 << 17;
  if (stack >= kTable) return stacks_.lock_class(stack);
  if (class_of_stack_.empty()) class_of_stack_.resize(kTable);
  std::uint8_t& known = class_of_stack_[stack];
  if (known == 0)
    known = static_cast<std::uint8_t>(static_cast<int>(stacks_.lock_class(stack)) + 1);
  return static_cast<LockClass>(known - 1);
}

void LockTracker::acquired(const trace::Record& record) {
  const std::int64_t pfn = acquired_.pfn(record), how = acquired_.how(record),
                     stack = acquired_.stack(record);
  if (!possible(pfn, how, stack)) return;
  if (static_cast<std::size_t>(how) >= kLockHows)
    ++impossible_;
  else if (locks_.held().put({.since_ns = record.time.ns,
                              .pfn = static_cast<std::uint32_t>(pfn),
                              .stack = static_cast<std::uint32_t>(stack),
                              .pid = static_cast<std::uint32_t>(acquired_.common_pid(record)),
                              .cpu = cpu_,
                              .how = static_cast<std::uint8_t>(how)}))
    ++replaced_;
}

void LockTracker::released(const trace::Record& record) {
  const std::int64_t pfn = released_.pfn(record);
  if (!possible(pfn, 0, 0)) return;
  const auto start = locks_.held().take(static_cast<std::uint32_t>(pfn));
  if (!start) {
    ++unmatched_;
    return;
  }
  const bool had_waiters =
      (static_cast<std::uint64_t>(released_.flags(record)) & abi_.waiters_flag()) != 0;
  const LockClass holder = lock_class(start->stack);
  times_.add({holder, static_cast<LockHow>(start->how), had_waiters},
             ns_between({start->since_ns}, record.time));
  locks_.ended({.pfn = start->pfn,
                .pid = start->pid,
                .since_ns = start->since_ns,
                .until_ns = record.time.ns,
                .holder = holder,
                .contended = had_waiters});
  intervals_.add(LockHold{.begin_ns = start->since_ns,
                          .end_ns = record.time.ns,
                          .pfn = start->pfn,
                          .stack = start->stack,
                          .pid = start->pid,
                          .cpu = start->cpu});
}

void LockTracker::freed(const trace::Record& record) {
  const std::int64_t pfn = freed_pfn_(record);
  if (possible(pfn, 0, 0) && locks_.held().take(static_cast<std::uint32_t>(pfn))) ++broken_;
}

void LockTracker::wait_begin(const trace::Record& record) {
  const std::int64_t bit = begin_.bit(record), pfn = begin_.pfn(record),
                     behaviour = begin_.behaviour(record), pid = begin_.common_pid(record);
  if (abi_.is_writeback(bit)) ++writeback_waits_;
  if (!possible(pfn, behaviour, pid)) return;
  if (static_cast<std::size_t>(behaviour) >= by_behaviour_.size()) {
    ++impossible_;
    return;
  }
  const Wait wait{.since = record.time,
                  .pfn = static_cast<std::uint64_t>(pfn),
                  .behaviour = static_cast<std::uint8_t>(behaviour),
                  .for_lock = bit == abi_.locked_bit};
  if (const auto before = asleep_.begin(pid, wait)) {
    ++begins_without_end_;
    if (before->keeps_reference()) sleepers_.forget(before->pfn, pid);
  }
  if (wait.keeps_reference() && asleep_.find(pid) != nullptr)
    sleepers_.begin(wait.pfn, {pid, record.time});
}

void LockTracker::wait_end(const trace::Record& record) {
  const std::int64_t pfn = end_.pfn(record), pid = end_.common_pid(record);
  if (!possible(pfn, end_.behaviour(record), pid)) return;
  const Wait* begun = asleep_.find(pid);
  if (begun == nullptr || begun->pfn != static_cast<std::uint64_t>(pfn)) {
    ++ends_without_begin_;
    return;
  }
  const Wait wait = *asleep_.end(pid);
  const std::uint64_t ns = ns_between(wait.since, record.time);
  if (!wait.for_lock) return page_wait_.add(ns);
  lock_wait_.add(ns);
  intervals_.add(LockSleep{.begin_ns = wait.since.ns,
                           .end_ns = record.time.ns,
                           .pfn = static_cast<std::uint32_t>(wait.pfn),
                           .pid = static_cast<std::uint32_t>(pid)});
  by_behaviour_[wait.behaviour].add(ns);
  if (wait.keeps_reference()) sleepers_.end(wait.pfn, pid);
}

void LockTracker::wake(const trace::Record& record) {
  const auto count = [&](const NumberReader& field) {
    return static_cast<std::uint64_t>(std::max(field(record), std::int64_t{0}));
  };
  // A walk has at least one part.
  const std::uint64_t chunks = std::max(count(wake_.chunks), std::uint64_t{1});
  const std::uint64_t locked_ns = count(wake_.locked_ns);
  wakes_.entries.add(count(wake_.entries));
  wakes_.woken.add(count(wake_.woken));
  wakes_.locked_ns.add(locked_ns);
  wakes_.total_ns.add(count(wake_.total_ns));
  wakes_.stretch_ns.add(locked_ns / chunks);
  wakes_.chunks_max = std::max(wakes_.chunks_max, chunks);
  wakes_.resumes += static_cast<double>(chunks - 1);
  wakes_.entries_sum += static_cast<double>(count(wake_.entries));
  wakes_.locked_ns_sum += static_cast<double>(locked_ns);
  const std::int64_t bit = wake_.bit(record);
  if (abi_.is_writeback(bit)) ++wakes_.of_writeback;
  if (bit != abi_.locked_bit) return;
  ++wakes_.of_lock;
  wakes_.woken_for_lock += static_cast<double>(count(wake_.woken));
}

void LockTracker::finish(Output& out) {
  out.anomaly("lock_events_impossible", impossible_);
  out.anomaly("locks_held_over_bound", locks_.held().over());
  if (holds_traced_) write_holds(out);
  if (waits_traced_) write_waits(out);
  if (wakes_traced_) write_wakes(out);
}

void LockTracker::write_holds(Output& out) {
  times_.write(Source::Events, out);
  out.count("lock_unmatched_releases", unmatched_);
  out.count("lock_unreleased_starts", static_cast<std::int64_t>(locks_.held().count()));
  out.count("lock_starts_replaced", replaced_);
  if (frees_traced_) out.count("lock_pairs_broken_by_free", broken_);
}

void LockTracker::write_waits(Output& out) {
  std::uint64_t with_reference = 0;
  for (std::size_t i = 0; i < MMTRACE_WAIT_DROP; ++i) with_reference += by_behaviour_[i].count();
  out.samples("lock_wait", lock_wait_);
  for (std::size_t i = 0; i < by_behaviour_.size(); ++i)
    out.samples(SamplesFamily("lock_wait_*").of(i), by_behaviour_[i]);
  out.samples("page_wait", page_wait_);
  out.count("writeback_waits", writeback_waits_);
  out.count("lock_waits", static_cast<std::int64_t>(lock_wait_.count()));
  out.count("lock_waits_with_reference", static_cast<std::int64_t>(with_reference));
  out.anomaly("wait_end_without_begin", ends_without_begin_);
  out.anomaly("wait_begin_without_end", begins_without_end_ + asleep_.count());
  out.anomaly("waits_over_bound", asleep_.over());
}

void LockTracker::write_wakes(Output& out) {
  const auto wakes = static_cast<double>(wakes_.entries.count());
  out.metric("wakes", wakes);
  out.count("lock_wakes", wakes_.of_lock);
  out.metric("lock_wakeups", wakes_.woken_for_lock);
  out.count("writeback_wakes", wakes_.of_writeback);
  out.samples("wake_entries", wakes_.entries);
  out.samples("wake_woken", wakes_.woken);
  out.samples("wake_locked_ns", wakes_.locked_ns);
  out.samples("wake_total_ns", wakes_.total_ns);
  out.samples("wake_stretch_ns", wakes_.stretch_ns);
  out.metric("wake_resumes", wakes_.resumes);
  if (wakes == 0) return;
  out.metric("wake_chunks_max", static_cast<double>(wakes_.chunks_max));
  out.metric("wake_resumes_per_wake", wakes_.resumes / wakes);
  if (wakes_.entries_sum > 0)
    out.metric("wake_locked_ns_per_entry", wakes_.locked_ns_sum / wakes_.entries_sum);
}

}  // namespace folioscope::derive
