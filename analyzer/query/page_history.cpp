// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/page_history.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "query/event_text.h"
#include "query/page_intervals.h"

namespace folioscope::query {
namespace {

constexpr std::int64_t kLockBit = 0;  // PG_locked of every kernel that has folios

// Follows one page through its events.
class PageFollower {
 public:
  explicit PageFollower(PageHistory& history) : history_(history) {}

  void take(const PageEvent& event) {
    const std::string& name = event.event.name;
    PageMarkKind kind = PageMarkKind::Event;
    if (name == "folio_lock_acquired")
      lock(event);
    else if (name == "folio_lock_released")
      unlock(event);
    else if (name == "folio_wait_begin")
      begin_wait(event);
    else if (name == "folio_wait_end")
      end_wait(event);
    else if (name == "migrate_attempt" && event.rc != 0)
      kind = PageMarkKind::FailedAttempt;
    else if (name == "unexpected_refcount")
      kind = PageMarkKind::Failure;
    history_.marks.push_back({event.time_ns, kind, event.event, event.cpu, event.pid});
  }

  void finish(std::int64_t end_ns) {
    if (held_) close_hold(std::max(end_ns, held_->span.begin_ns), false);
    for (auto& [who, wait] : waiting_) {
      wait.span.end_ns = std::max(end_ns, wait.span.begin_ns);
      wait.end_seen = false;
      history_.waits.push_back(wait);
    }
    std::ranges::stable_sort(history_.waits, {},
                             [](const PageWait& wait) { return wait.span.begin_ns; });
  }

 private:
  void lock(const PageEvent& event) {
    if (held_) close_hold(event.time_ns, false);
    held_ = PageHold{.span = {event.time_ns, event.time_ns},
                     .pid = event.pid,
                     .cpu = event.cpu,
                     .stack = event.stack};
  }
  void unlock(const PageEvent& event) {
    released_ = event;
    if (held_) return close_hold(event.time_ns, true);
    history_.locks.push_back(
        {.span = {event.time_ns, event.time_ns}, .begin_seen = false, .cpu = event.cpu});
  }
  void close_hold(std::int64_t end_ns, bool seen) {
    held_->span.end_ns = end_ns;
    held_->end_seen = seen;
    history_.locks.push_back(*std::exchange(held_, std::nullopt));
  }
  void begin_wait(const PageEvent& event) {
    waiting_[{event.pid, event.bit}] = {.span = {event.time_ns, event.time_ns},
                                        .pid = event.pid,
                                        .cpu = event.cpu,
                                        .bit = event.bit};
    if (held_ && event.bit == kLockBit) ++held_->waiters;
  }
  void end_wait(const PageEvent& event) {
    PageWait wait{.span = {event.time_ns, event.time_ns},
                  .begin_seen = false,
                  .pid = event.pid,
                  .cpu = event.cpu,
                  .bit = event.bit};
    if (const auto begun = waiting_.find({event.pid, event.bit}); begun != waiting_.end()) {
      wait = begun->second;
      waiting_.erase(begun);
    }
    wait.span.end_ns = event.time_ns;
    if (wait.bit == kLockBit && released_ && released_->time_ns >= wait.span.begin_ns) {
      wait.waker = released_->pid;
      wait.woken_ns = released_->time_ns;
    }
    history_.waits.push_back(wait);
  }

  PageHistory& history_;
  std::optional<PageHold> held_;
  std::optional<PageEvent> released_;
  std::map<std::pair<std::int64_t, std::int64_t>, PageWait> waiting_;  // by pid and bit
};

// 0: the event has no such field.
std::int64_t field_number(const store::EventView& event, std::string_view field) {
  return number_in(*event.format, field, event.record).value_or(0);
}

PageEvent page_event(const store::EventView& event) {
  return {.time_ns = bounded_time(event.time_ns),
          .cpu = event.cpu,
          .event = {event.format->system, event.format->name},
          .pid = field_number(event, "common_pid"),
          .bit = field_number(event, "bit"),
          .rc = field_number(event, "rc"),
          .stack = field_number(event, "stack")};
}

// The holders of a failure had their references until then, at least.
std::vector<PageHold> references_of(const store::ReferenceRows& rows, std::uint64_t pfn) {
  std::map<std::int64_t, std::int64_t> failed;  // failures of this page, and when
  for (const store::FailureRow& failure : rows.failures)
    if (static_cast<std::uint64_t>(failure.pfn) == pfn)
      failed.emplace(failure.id, bounded_time(failure.time));
  std::vector<PageHold> references;
  for (const store::HolderRow& holder : rows.holders) {
    const auto failure = failed.find(holder.failure);
    if (failure == failed.end()) continue;
    const std::int64_t end = failure->second;
    const std::int64_t age = std::clamp<std::int64_t>(holder.age_ns.value_or(0), 0, end);
    references.push_back({.span = {end - age, end},
                          .begin_seen = holder.age_ns.has_value(),
                          .end_seen = false,
                          .holder_class = holder.holder_class,
                          .pid = holder.pid,
                          .comm = holder.comm,
                          .cpu = holder.cpu.value_or(-1),
                          .stack = holder.stack});
  }
  return references;
}

PageHold hold_of(const store::IntervalRow& row) {
  return {
      .span = {bounded_time(row.begin), std::max(bounded_time(row.begin), bounded_time(row.end))},
      .holder_class = row.holder_class,
      .pid = row.pid,
      .comm = row.comm,
      .cpu = row.cpu.value_or(-1),
      .stack = row.stack,
      .waiters = row.waiters};
}

std::vector<PageHold> holds_of(const std::vector<store::IntervalRow>& rows) {
  std::vector<PageHold> holds;
  holds.reserve(rows.size());
  for (const store::IntervalRow& row : rows) holds.push_back(hold_of(row));
  std::ranges::stable_sort(holds, {}, [](const PageHold& hold) { return hold.span.begin_ns; });
  return holds;
}

// What the store knows of a hold beside its events.
void classify(std::vector<PageHold>& locks, const std::vector<PageHold>& known) {
  if (locks.empty()) locks = known;
  auto next = known.begin();
  for (PageHold& lock : locks) {
    while (next != known.end() && next->span.begin_ns < lock.span.begin_ns) ++next;
    if (next == known.end() || next->span.begin_ns != lock.span.begin_ns) continue;
    lock.holder_class = next->holder_class;
    lock.comm = next->comm;
    lock.waiters = std::max(lock.waiters, next->waiters);
  }
}

// A reference that several failures met was told by each: the longest stretch is kept.
std::vector<PageHold> merged(std::vector<PageHold> holds) {
  const auto key = [](const PageHold& hold) {
    return std::tie(hold.span.begin_ns, hold.holder_class, hold.pid, hold.stack);
  };
  std::ranges::stable_sort(holds, [&](const PageHold& a, const PageHold& b) {
    return key(a) != key(b) ? key(a) < key(b) : a.span.end_ns > b.span.end_ns;
  });
  const auto rest = std::ranges::unique(
      holds, [&](const PageHold& a, const PageHold& b) { return key(a) == key(b); });
  holds.erase(rest.begin(), rest.end());
  return holds;
}

}  // namespace

PageHistory history_of(std::uint64_t pfn, const std::vector<PageEvent>& events,
                       std::int64_t end_ns) {
  PageHistory history{.pfn = pfn, .locks = {}, .references = {}, .waits = {}, .marks = {}};
  PageFollower follower(history);
  for (const PageEvent& event : events) follower.take(event);
  follower.finish(end_ns);
  return history;
}

Result<PageHistory> load_page_history(store::Reader& reader, const BootOutline& boot,
                                      std::uint64_t pfn, const std::stop_token& stop) {
  std::vector<PageEvent> events;
  TRY_STATUS(reader.events(
      {.cell = boot.cell, .pfn = pfn},
      [&](const store::EventView& event) {
        events.push_back(page_event(event));
        return events.size() <= kMostPageEvents;
      },
      stop));
  const bool cut = events.size() > kMostPageEvents;
  if (cut) events.pop_back();
  std::ranges::stable_sort(events, {}, &PageEvent::time_ns);
  PageHistory history = history_of(pfn, events, boot.whole.end_ns);
  history.cut = cut;
  TRY(const PageIntervals stored, load_page_intervals(reader, boot.cell, pfn));
  classify(history.locks, holds_of(stored.locks));
  history.references = stored.references.empty() ? merged(references_of(boot.references, pfn))
                                                 : holds_of(stored.references);
  return history;
}

}  // namespace folioscope::query
