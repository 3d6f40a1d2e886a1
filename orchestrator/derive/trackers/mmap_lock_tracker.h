// SPDX-License-Identifier: GPL-3.0-or-later
// mmap_lock, the lock of an address space (kernel: include/linux/mmap_lock.h): asked for, got or
// not, let go. Waits are from asking to getting, also where nothing was in the way; holds from
// getting to letting go. A task has one address space's lock at a time but for fork(), so events
// are paired by task and mm. A writer that becomes a reader (munmap) begins a reader's hold there.
//
// With a probe of the experiment, {kprobe: io_schedule}, a hold in which its task went to sleep
// for I/O is told from the others.
#pragma once

#include <cstddef>
#include <map>
#include <unordered_map>

#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class MmapLockTracker : public Tracker {
 public:
  // Of tasks with what they ask for and hold: some 100 bytes each. A guest has some hundreds.
  static constexpr std::size_t kMost = std::size_t{1} << 18;

  explicit MmapLockTracker(Subscriber& events);
  // Writes mmap_lock_read_hold, mmap_lock_read_wait and mmap_lock_write_wait (ms), and where sleeps
  // were probed mmap_lock_io_holds and mmap_lock_io_hold_longest: readers' holds with I/O, and the
  // longest of them in ms, 0 when there was none. Nothing when the boot did not trace the lock.
  void finish(Output& out) override;

 private:
  struct Hold {
    GuestTime since;
    bool write = false, slept = false;
  };
  struct Task {
    std::map<std::uint64_t, GuestTime> asked;  // by mm
    std::map<std::uint64_t, Hold> held;
  };
  struct Fields {
    NumberReader mm, write, success;
  };

  void start_locking(const trace::Record& record);
  void acquire_returned(const trace::Record& record);
  void released(const trace::Record& record);
  void io_schedule(const trace::Record& record);
  Task* task_of(const trace::Record& record);
  Task* task_that_asks(std::int64_t pid);
  void got(Task& task, std::uint64_t mm, bool write, GuestTime now);

  bool traced_ = false, sleeps_traced_ = false;
  NumberReader common_pid_;
  Fields start_locking_, acquire_returned_, released_;
  std::unordered_map<std::int64_t, Task> tasks_;
  std::size_t entries_ = 0;  // tasks, and what they ask for and hold
  Samples read_hold_, io_hold_, read_wait_, write_wait_;
  std::int64_t unasked_ = 0, unheld_ = 0, over_ = 0;
};

}  // namespace folioscope::derive
