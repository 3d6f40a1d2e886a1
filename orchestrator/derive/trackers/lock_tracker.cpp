// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/lock_tracker.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "derive/trackers/required_fields.h"

namespace folioscope::derive {
namespace {

// include/linux/page-flags.h: PG_locked is bit 0 and PG_waiters bit 7 of the flags, in 6.1
// and 6.12.
constexpr std::int64_t kLockedBit = 0;
// Nobody sleeps on the other: it is PG_referenced in 6.1, PG_private_2 of network file systems in
// 6.12.
bool is_writeback(std::int64_t bit) {
  constexpr std::int64_t kWriteback61 = 15, kWriteback612 = 1;
  return bit == kWriteback61 || bit == kWriteback612;
}
constexpr std::int64_t kWaiters = std::int64_t{1} << 7;

constexpr std::size_t kBehaviours = 4;
constexpr std::array<const char*, kBehaviours> kBehaviourNames = {"exclusive", "shared", "drop",
                                                                  "migration_entry"};
constexpr std::size_t kDrop = 2;  // from here on a sleeper keeps no reference

std::optional<std::uint16_t> id_of(const trace::EventFormat* format) {
  if (format == nullptr) return std::nullopt;
  return format->id;
}

std::uint64_t ns_between(std::uint64_t from, std::uint64_t to) { return to > from ? to - from : 0; }

}  // namespace

LockTracker::LockTracker(const trace::FormatTable& formats) {
  const auto* acquired = formats.by_name("page_lock", "folio_lock_acquired");
  const auto* released = formats.by_name("page_lock", "folio_lock_released");
  const auto* begin = formats.by_name("page_lock", "folio_wait_begin");
  const auto* end = formats.by_name("page_lock", "folio_wait_end");
  const auto* wake = formats.by_name("page_lock", "folio_wake");
  const auto* freed = formats.by_name("kmem", "mm_page_free");
  acquired_id_ = id_of(acquired);
  released_id_ = id_of(released);
  begin_id_ = id_of(begin);
  end_id_ = id_of(end);
  wake_id_ = id_of(wake);
  freed_id_ = id_of(freed);
  RequiredFields required;
  acquired_pfn_ = required(acquired, "pfn");
  acquired_how_ = required(acquired, "how");
  acquired_stack_ = required(acquired, "stack");
  released_pfn_ = required(released, "pfn");
  released_flags_ = required(released, "flags");
  begin_pfn_ = required(begin, "pfn");
  begin_bit_ = required(begin, "bit");
  begin_behaviour_ = required(begin, "behaviour");
  begin_pid_ = {begin, "common_pid"};
  end_pfn_ = required(end, "pfn");
  end_bit_ = required(end, "bit");
  end_behaviour_ = required(end, "behaviour");
  end_pid_ = {end, "common_pid"};
  wake_bit_ = required(wake, "bit");
  wake_entries_ = required(wake, "entries");
  wake_woken_ = required(wake, "woken");
  wake_chunks_ = required(wake, "chunks");
  wake_locked_ = required(wake, "locked_ns");
  wake_total_ = required(wake, "total_ns");
  freed_pfn_ = {freed, "pfn"};
  usable_ = required.all_found();
}

bool LockTracker::handles(const trace::EventFormat& format) const {
  if (!usable_) return false;
  if (format.id == freed_id_) return traced();
  return format.id == acquired_id_ || format.id == released_id_ || format.id == begin_id_ ||
         format.id == end_id_ || format.id == wake_id_;
}

void LockTracker::keep(int cpu, const trace::Record& record, LockEvent::Kind kind, std::int64_t pfn,
                       std::int64_t how, bool flag, std::int64_t tail) {
  // Negative numbers of a hostile guest are large ones here.
  if (static_cast<std::uint64_t>(pfn) > LockEvent::kMostPfn ||
      static_cast<std::uint64_t>(how) > 7 ||
      static_cast<std::uint64_t>(tail) > LockEvent::kMostTail) {
    ++impossible_;
    return;
  }
  LockEvent event;
  event.time_ns = record.time.ns;
  event.pfn = static_cast<std::uint32_t>(pfn);
  event.kind = static_cast<std::uint32_t>(kind) & 7;
  event.how = static_cast<std::uint32_t>(how) & 7;
  event.flag = flag ? 1 : 0;
  event.tail = static_cast<std::uint32_t>(tail) & LockEvent::kMostTail;
  events_.add(cpu, event);
}

void LockTracker::add(int cpu, const trace::Record& record) {
  using Kind = LockEvent::Kind;
  const std::uint16_t id = record.type();
  if (id == acquired_id_)
    keep(cpu, record, Kind::Acquired, acquired_pfn_(record), acquired_how_(record), false,
         acquired_stack_(record));
  else if (id == released_id_)
    keep(cpu, record, Kind::Released, released_pfn_(record), 0,
         (released_flags_(record) & kWaiters) != 0, 0);
  else if (id == freed_id_)
    keep(cpu, record, Kind::Freed, freed_pfn_(record), 0, false, 0);
  else if (id == begin_id_) {
    if (is_writeback(begin_bit_(record))) ++writeback_waits_;
    keep(cpu, record, Kind::WaitBegin, begin_pfn_(record), begin_behaviour_(record),
         begin_bit_(record) == kLockedBit, begin_pid_(record));
  } else if (id == end_id_)
    keep(cpu, record, Kind::WaitEnd, end_pfn_(record), end_behaviour_(record),
         end_bit_(record) == kLockedBit, end_pid_(record));
  else
    add_wake(record);
}

void LockTracker::add_wake(const trace::Record& record) {
  const auto count = [&](const NumberReader& field) {
    return static_cast<std::uint64_t>(std::max(field(record), std::int64_t{0}));
  };
  // A walk has at least one part.
  const std::uint64_t chunks = std::max(count(wake_chunks_), std::uint64_t{1});
  const std::uint64_t locked_ns = count(wake_locked_);
  wakes_.entries.add(count(wake_entries_));
  wakes_.woken.add(count(wake_woken_));
  wakes_.locked_ns.add(locked_ns);
  wakes_.total_ns.add(count(wake_total_));
  wakes_.stretch_ns.add(locked_ns / chunks);
  wakes_.chunks_max = std::max(wakes_.chunks_max, chunks);
  wakes_.resumes += static_cast<double>(chunks - 1);
  wakes_.entries_sum += static_cast<double>(count(wake_entries_));
  wakes_.locked_ns_sum += static_cast<double>(locked_ns);
  if (is_writeback(wake_bit_(record))) ++wakes_.of_writeback;
  if (wake_bit_(record) != kLockedBit) return;
  ++wakes_.of_lock;
  wakes_.woken_for_lock += static_cast<double>(count(wake_woken_));
}

// What grows while the merged events go by.
struct LockTracker::Pairing {
  struct Wait {
    std::uint64_t since_ns;
    std::uint32_t pfn, how;
    bool for_lock;
  };
  // Tasks asleep at a time: pid_max is at most 2^22, a guest has some hundreds.
  static constexpr std::size_t kMostAsleep = std::size_t{1} << 18;

  const NamedStacks& stacks;
  Sleepers& sleepers;
  HoldTimes times;
  HeldLocks held;
  std::vector<std::uint8_t> class_of_stack;        // LockClass + 1; 0: not looked up yet
  std::unordered_map<std::uint32_t, Wait> asleep;  // by pid
  Histogram lock_wait, page_wait;
  std::array<Histogram, kBehaviours> by_behaviour;
  std::int64_t unmatched = 0, replaced = 0, broken = 0, impossible = 0, wait_ends = 0;
  std::int64_t wait_begins_lost = 0, asleep_over = 0;

  LockClass lock_class(std::uint32_t stack) {
    constexpr std::uint32_t kTable = 1 << 17;
    if (stack >= kTable) return stacks.lock_class(stack);
    if (class_of_stack.empty()) class_of_stack.resize(kTable);
    std::uint8_t& known = class_of_stack[stack];
    if (known == 0)
      known = static_cast<std::uint8_t>(static_cast<int>(stacks.lock_class(stack)) + 1);
    return static_cast<LockClass>(known - 1);
  }

  void operator()(const LockEvent& event) {
    switch (static_cast<LockEvent::Kind>(event.kind)) {
      case LockEvent::Kind::Acquired:
        if (event.how >= kLockHows) {
          ++impossible;
        } else if (held.put({.since_ns = event.time_ns,
                             .pfn = event.pfn,
                             .stack = event.tail,
                             .how = static_cast<std::uint8_t>(event.how)})) {
          ++replaced;
        }
        break;
      case LockEvent::Kind::Released:
        released(event);
        break;
      case LockEvent::Kind::Freed:
        if (held.take(event.pfn)) ++broken;
        break;
      case LockEvent::Kind::WaitBegin:
        wait_begin(event);
        break;
      case LockEvent::Kind::WaitEnd:
        wait_end(event);
        break;
    }
  }

  void released(const LockEvent& event) {
    const auto start = held.take(event.pfn);
    if (!start) {
      ++unmatched;
      return;
    }
    times.add({lock_class(start->stack), static_cast<LockHow>(start->how), event.flag != 0},
              ns_between(start->since_ns, event.time_ns));
  }

  void wait_begin(const LockEvent& event) {
    if (event.how >= kBehaviours) {
      ++impossible;
    } else if (asleep.size() >= kMostAsleep && !asleep.contains(event.tail)) {
      ++asleep_over;
    } else {
      const Wait wait{event.time_ns, event.pfn, event.how, event.flag != 0};
      if (!asleep.insert_or_assign(event.tail, wait).second) ++wait_begins_lost;
    }
  }

  void wait_end(const LockEvent& event) {
    const auto found = asleep.find(event.tail);
    if (found == asleep.end() || found->second.pfn != event.pfn) {
      ++wait_ends;
      return;
    }
    const Wait wait = found->second;
    asleep.erase(found);
    const std::uint64_t ns = ns_between(wait.since_ns, event.time_ns);
    if (!wait.for_lock) return page_wait.add(ns);
    lock_wait.add(ns);
    by_behaviour[wait.how].add(ns);
    tell_sleepers(event.tail, wait, event.time_ns);
  }

  std::uint64_t waits_with_reference() const {
    std::uint64_t waits = 0;
    for (std::size_t how = 0; how < kDrop; ++how) waits += by_behaviour[how].count();
    return waits;
  }

  void tell_sleepers(std::uint32_t pid, const Wait& wait, std::uint64_t until_ns) {
    if (wait.for_lock && wait.how < kDrop)
      sleepers.add(wait.pfn, {std::int64_t{pid}, {wait.since_ns}, {until_ns}});
  }
};

void LockTracker::finish(const NamedStacks& stacks, Sleepers& sleepers, Output& out) {
  if (!acquired_id_ && !released_id_ && !begin_id_ && !wake_id_) return;
  out.anomaly("format_lacks_fields", usable_ ? 0 : 1);
  if (!usable_) return;
  Pairing pairing{.stacks = stacks, .sleepers = sleepers};
  events_.drain(pairing);
  out.anomaly("lock_events_over_bound", events_.over());
  out.anomaly("lock_events_out_of_order", events_.backwards());
  out.anomaly("lock_events_impossible", impossible_ + pairing.impossible);
  out.anomaly("locks_held_over_bound", pairing.held.over());
  if (traced()) {
    const auto count = [&](const char* name, std::int64_t value) {
      out.metric(Source::Events, name, static_cast<double>(value), "count");
    };
    pairing.times.write(Source::Events, out);
    count("lock_unmatched_releases", pairing.unmatched);
    count("lock_unreleased_starts", static_cast<std::int64_t>(pairing.held.count()));
    count("lock_starts_replaced", pairing.replaced);
    if (freed_id_) count("lock_pairs_broken_by_free", pairing.broken);
  }
  write_waits(pairing, out);
  write_wakes(out);
}

void LockTracker::write_waits(Pairing& pairing, Output& out) {
  if (!begin_id_ || !end_id_) return;
  for (const auto& [pid, wait] : pairing.asleep)
    pairing.tell_sleepers(pid, wait, std::numeric_limits<std::uint64_t>::max());
  out.samples(Source::Events, "lock_wait", pairing.lock_wait, "ns");
  for (std::size_t i = 0; i < kBehaviours; ++i)
    out.samples(Source::Events, std::string("lock_wait_") + kBehaviourNames[i],
                pairing.by_behaviour[i], "ns");
  out.samples(Source::Events, "page_wait", pairing.page_wait, "ns");
  out.metric(Source::Events, "writeback_waits", static_cast<double>(writeback_waits_), "count");
  out.metric(Source::Events, "lock_waits", static_cast<double>(pairing.lock_wait.count()), "count");
  out.metric(Source::Events, "lock_waits_with_reference",
             static_cast<double>(pairing.waits_with_reference()), "count");
  out.anomaly("wait_end_without_begin", pairing.wait_ends);
  out.anomaly("wait_begin_without_end",
              pairing.wait_begins_lost + static_cast<std::int64_t>(pairing.asleep.size()));
  out.anomaly("waits_over_bound", pairing.asleep_over);
  out.anomaly("sleepers_over_bound", pairing.sleepers.over());
}

void LockTracker::write_wakes(Output& out) {
  if (!wake_id_) return;
  const auto metric = [&](const char* name, double value) {
    out.metric(Source::Events, name, value, "count");
  };
  const auto wakes = static_cast<double>(wakes_.entries.count());
  metric("wakes", wakes);
  metric("lock_wakes", static_cast<double>(wakes_.of_lock));
  metric("lock_wakeups", wakes_.woken_for_lock);
  metric("writeback_wakes", static_cast<double>(wakes_.of_writeback));
  out.samples(Source::Events, "wake_entries", wakes_.entries, "count");
  out.samples(Source::Events, "wake_woken", wakes_.woken, "count");
  out.samples(Source::Events, "wake_locked_ns", wakes_.locked_ns, "ns");
  out.samples(Source::Events, "wake_total_ns", wakes_.total_ns, "ns");
  out.samples(Source::Events, "wake_stretch_ns", wakes_.stretch_ns, "ns");
  metric("wake_resumes", wakes_.resumes);
  if (wakes == 0) return;
  metric("wake_chunks_max", static_cast<double>(wakes_.chunks_max));
  metric("wake_resumes_per_wake", wakes_.resumes / wakes);
  if (wakes_.entries_sum > 0)
    out.metric(Source::Events, "wake_locked_ns_per_entry",
               wakes_.locked_ns_sum / wakes_.entries_sum, "ns");
}

}  // namespace folioscope::derive
