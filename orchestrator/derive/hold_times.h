// SPDX-License-Identifier: GPL-3.0-or-later
// How long page locks were held: by class of holder, by how the lock was taken, and by whether
// somebody waited when it was let go. Both ways to know it end here, events and the guest's own
// histograms, so both give the same names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "derive/histogram.h"
#include "derive/kernel_abi.h"
#include "derive/named_stacks.h"
#include "derive/output.h"

namespace folioscope::derive {

enum class LockHow : std::uint8_t {
  Try = MMTRACE_LOCK_TRY,
  Queue = MMTRACE_LOCK_QUEUE,
  Handoff = MMTRACE_LOCK_HANDOFF,
  Woken = MMTRACE_LOCK_WOKEN,
  Init = MMTRACE_LOCK_INIT,
  Split = MMTRACE_LOCK_SPLIT
};
inline constexpr std::size_t kLockHows = NR_MMTRACE_LOCK;

struct HoldKind {
  LockClass holder = LockClass::Other;
  LockHow how = LockHow::Try;
  bool had_waiters = false;
};

class HoldTimes {
 public:
  void add(const HoldKind& kind, std::uint64_t ns);
  void add_octaves(const HoldKind& kind, std::span<const std::uint64_t> counts);

  // Writes lock_pairs and lock_pairs_CLASS, and as samples in ns: lock_hold, lock_hold_CLASS,
  // lock_hold_CLASS_with_waiters, lock_hold_by_HOW, lock_hold_with_waiters,
  // lock_hold_without_waiters.
  void write(Source source, Output& out);

 private:
  template <class Add>
  void each(const HoldKind& kind, Add add);

  Histogram all_;
  std::array<Histogram, kLockClasses> by_class_, by_class_with_waiters_;
  std::array<Histogram, kLockHows> by_how_;
  std::array<Histogram, 2> by_waiters_;
};

// The guest's file mmtrace/holds: "STACK HOW WAITERS COUNT SUM_NS B0 ... B39" a line, decimal.
// Writes the metrics of HoldTimes, and counts lines that are not understood as an anomaly.
void write_guest_holds(std::string_view text, const NamedStacks& stacks, Output& out);

// The guest's file mmtrace/counters, "NAME VALUE" a line: metrics mmtrace_NAME. Counters that the
// catalogue does not have are counted with the lines that are not understood.
void write_guest_counters(std::string_view text, Output& out);

}  // namespace folioscope::derive
