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

#include "derive/held_locks.h"
#include "derive/hold_times.h"
#include "derive/lock_events.h"
#include "derive/number_reader.h"
#include "derive/output.h"
#include "derive/sleepers.h"

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
  //   lock_wait_{exclusive,shared,drop,migration_entry}, page_wait (for other bits),
  //   wake_locked_ns, wake_total_ns samples: wake_entries, wake_woken; wake_chunks_max, wakes
  // and tells `sleepers` about the waits for locks of pages it watches. Call once.
  void finish(const NamedStacks& stacks, Sleepers& sleepers, Output& out);

 private:
  struct Wakes {
    Histogram entries, woken, locked_ns, total_ns;
    std::uint64_t chunks_max = 0;
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
  NumberReader wake_entries_, wake_woken_, wake_chunks_, wake_locked_, wake_total_;
  NumberReader freed_pfn_;
  bool usable_ = true;
  LockEvents events_;
  Wakes wakes_;
  std::int64_t impossible_ = 0;
};

}  // namespace folioscope::derive
