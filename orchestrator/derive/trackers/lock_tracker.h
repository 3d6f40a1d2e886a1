// SPDX-License-Identifier: GPL-3.0-or-later
// The story of page locks (events page_lock:*, guest-image/instrumentation/README.md): who held one
// for how long, who waited, and what a wake-up walked.
//
// A hold is an acquisition and the next release of the same pfn, in the merged order of all CPUs
// and never by task: read I/O is locked by the submitter and unlocked by its completion. A free of
// the page in between (kmem:mm_page_free, when traced) breaks the pair. A wait is the begin and the
// next end of the same task: a task sleeps once at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "derive/hold_times.h"
#include "derive/holders/sleepers.h"
#include "derive/lock_events.h"
#include "derive/output.h"
#include "derive/trackers/held_locks.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class LockTracker {
 public:
  explicit LockTracker(const trace::FormatTable& formats);

  bool handles(const trace::EventFormat& format) const;
  bool traced() const { return acquired_id_ && released_id_; }
  void add(int cpu, const trace::Record& record);

  // Writes what HoldTimes writes, and
  //   lock_unmatched_releases, lock_unreleased_starts, lock_starts_replaced,
  //   lock_pairs_broken_by_free samples in ns: lock_wait,
  //   lock_wait_{exclusive,shared,drop,migration_entry}, page_wait (for other bits)
  //   lock_waits; lock_waits_with_reference: those that keep a reference to the page meanwhile
  //   writeback_waits: sleeps begun on the writeback bit
  // and, of the walks that wake, wakes, lock_wakes, writeback_wakes, lock_wakeups (tasks woken for
  // the lock bit), wake_resumes (walks gone on with behind a bookmark), wake_resumes_per_wake,
  // wake_chunks_max, wake_locked_ns_per_entry, samples wake_entries, wake_woken, and in ns:
  // wake_locked_ns and wake_total_ns of a walk, wake_stretch_ns: its time under the queue's lock
  // divided by its parts, which is what interrupts are off for at once
  // and tells `sleepers` about the waits for locks of pages it watches. Call once.
  void finish(const NamedStacks& stacks, Sleepers& sleepers, Output& out);

 private:
  struct Wakes {
    Histogram entries, woken, locked_ns, total_ns, stretch_ns;
    std::uint64_t chunks_max = 0;
    std::int64_t of_lock = 0, of_writeback = 0;
    // Sums of what a guest may claim: too large for 64 bits they lose precision, not meaning.
    double resumes = 0, entries_sum = 0, locked_ns_sum = 0, woken_for_lock = 0;
  };
  struct Pairing;
  void keep(int cpu, const trace::Record& record, LockEvent::Kind kind, std::int64_t pfn,
            std::int64_t how, bool flag, std::int64_t tail);
  void add_wake(const trace::Record& record);
  void write_waits(Pairing& pairing, Output& out);
  void write_wakes(Output& out);

  std::optional<std::uint16_t> acquired_id_, released_id_, begin_id_, end_id_, wake_id_, freed_id_;
  NumberReader acquired_pfn_, acquired_how_, acquired_stack_;
  NumberReader released_pfn_, released_flags_;
  NumberReader begin_pfn_, begin_bit_, begin_behaviour_, begin_pid_;
  NumberReader end_pfn_, end_bit_, end_behaviour_, end_pid_;
  NumberReader wake_bit_, wake_entries_, wake_woken_, wake_chunks_, wake_locked_, wake_total_;
  NumberReader freed_pfn_;
  bool usable_ = true;
  LockEvents events_;
  Wakes wakes_;
  std::int64_t impossible_ = 0, writeback_waits_ = 0;
};

}  // namespace folioscope::derive
