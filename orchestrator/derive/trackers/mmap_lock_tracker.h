// SPDX-License-Identifier: GPL-3.0-or-later
// The story of mmap_lock, the lock of an address space (kernel: include/linux/mmap_lock.h): asked
// for, got or not, let go. Waits are from asking to getting, also where nothing was in the way;
// holds from getting to letting go. A task has one address space's lock at a time but for fork(),
// so events are paired by task and mm, in the merged order of all CPUs. A writer that becomes a
// reader (munmap) begins a reader's hold there.
//
// With a probe of the experiment, {kprobe: io_schedule}, a hold in which its task went to sleep
// for I/O is told from the others.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "derive/kept.h"
#include "derive/output.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class MmapLockTracker {
 public:
  explicit MmapLockTracker(const trace::FormatTable& formats);

  bool handles(const trace::EventFormat& format) const;
  void add(int cpu, const trace::Record& record);
  // Writes mmap_lock_read_hold, mmap_lock_read_wait and mmap_lock_write_wait (ms), and where sleeps
  // were probed mmap_lock_io_holds and mmap_lock_io_hold_longest: readers' holds with I/O, and the
  // longest of them in ms, 0 when there was none. Nothing when the boot did not trace the lock.
  void finish(Output& out);

 private:
  struct Step {
    enum class Kind : std::uint8_t { Asked, Got, Refused, Released, Slept };
    GuestTime time;
    std::uint64_t mm;
    std::int32_t pid;
    std::int16_t cpu;
    Kind kind;
    bool write;
  };
  struct Pairing;
  void report(const Pairing& paired, Output& out) const;

  bool usable_ = true;
  std::optional<std::uint16_t> asked_id_, returned_id_, released_id_, slept_id_;
  NumberReader asked_mm_, asked_write_, returned_mm_, returned_write_, success_, released_mm_,
      released_write_, pid_;
  Kept<Step> steps_;
};

}  // namespace folioscope::derive
