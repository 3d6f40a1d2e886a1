// SPDX-License-Identifier: GPL-3.0-or-later
// Page locks (events page_lock:*, guest-image/instrumentation/README.md): who held one for how
// long, who waited, and what a wake-up walked.
//
// A hold is an acquisition and the next release of the same pfn, never by task: read I/O is locked
// by the submitter and unlocked by its completion. A free of the page in between
// (kmem:mm_page_free, when traced) breaks the pair. A wait is the begin and the next end of the
// same task: a task sleeps once at a time.
#pragma once

#include <array>
#include <vector>

#include "derive/hold_times.h"
#include "derive/trackers/by_task.h"
#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class LockTracker : public Tracker {
 public:
  explicit LockTracker(Subscriber& events);

  // Writes what HoldTimes writes, and
  //   lock_unmatched_releases, lock_unreleased_starts, lock_starts_replaced,
  //   lock_pairs_broken_by_free
  // samples in ns: lock_wait, lock_wait_{exclusive,shared,drop,migration_entry}, page_wait (for
  // other bits)
  //   lock_waits; lock_waits_with_reference: those that keep a reference to the page meanwhile
  //   writeback_waits: sleeps begun on the writeback bit
  // and, of the walks that wake, wakes, lock_wakes, writeback_wakes, lock_wakeups (tasks woken for
  // the lock bit), wake_resumes (walks gone on with behind a bookmark), wake_resumes_per_wake,
  // wake_chunks_max, wake_locked_ns_per_entry, samples wake_entries, wake_woken, and in ns:
  // wake_locked_ns and wake_total_ns of a walk, wake_stretch_ns: its time under the queue's lock
  // divided by its parts, which is what interrupts are off for at once.
  // Meanwhile it tells the boot who sleeps on which page's lock.
  void finish(Output& out) override;

 private:
  struct Wait {
    GuestTime since;
    std::uint64_t pfn = 0;
    std::uint8_t behaviour = 0;
    bool for_lock = false;
    bool keeps_reference() const;
  };
  struct WaitFields {
    NumberReader pfn, bit, behaviour, common_pid;
  };
  struct Wakes {
    Histogram entries, woken, locked_ns, total_ns, stretch_ns;
    std::uint64_t chunks_max = 0;
    std::int64_t of_lock = 0, of_writeback = 0;
    // Sums of what a guest may claim: too large for 64 bits they lose precision, not meaning.
    double resumes = 0, entries_sum = 0, locked_ns_sum = 0, woken_for_lock = 0;
  };

  void connect_waits(Subscriber& events);
  void connect_wakes(Subscriber& events);
  void acquired(const trace::Record& record);
  void released(const trace::Record& record);
  void freed(const trace::Record& record);
  void wait_begin(const trace::Record& record);
  void wait_end(const trace::Record& record);
  void wake(const trace::Record& record);
  bool possible(std::int64_t pfn, std::int64_t how, std::int64_t tail);
  LockClass lock_class(std::uint32_t stack);
  void write_holds(Output& out);
  void write_waits(Output& out);
  void write_wakes(Output& out);

  const KernelAbi& abi_;
  const NamedStacks& stacks_;
  Sleepers& sleepers_;
  PageLocks& locks_;
  LockIntervals& intervals_;
  const std::uint16_t& cpu_;
  bool holds_traced_ = false, frees_traced_ = false, waits_traced_ = false, wakes_traced_ = false;
  struct {
    NumberReader pfn, how, stack, common_pid;
  } acquired_;
  struct {
    NumberReader pfn, flags;
  } released_;
  NumberReader freed_pfn_;
  WaitFields begin_, end_;
  struct {
    NumberReader bit, entries, woken, chunks, locked_ns, total_ns;
  } wake_;

  HoldTimes times_;
  std::vector<std::uint8_t> class_of_stack_;  // LockClass + 1; 0: not looked up yet
  ByTask<Wait> asleep_;
  Histogram lock_wait_, page_wait_;
  std::array<Histogram, catalog::kWaitBehaviours.size()> by_behaviour_;
  Wakes wakes_;
  std::int64_t impossible_ = 0, unmatched_ = 0, replaced_ = 0, broken_ = 0;
  std::int64_t writeback_waits_ = 0, ends_without_begin_ = 0, begins_without_end_ = 0;
};

}  // namespace folioscope::derive
