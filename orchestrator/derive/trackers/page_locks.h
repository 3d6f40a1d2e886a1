// SPDX-License-Identifier: GPL-3.0-or-later
// The page locks of a boot as its events go by: who holds which now, and, while somebody asks for
// them, the holds that have ended. Kept by the lock tracker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "derive/holders/holder_class.h"
#include "derive/trackers/held_locks.h"

namespace folioscope::derive {

// A hold that has ended.
struct Hold {
  std::uint32_t pfn = 0;
  std::uint32_t pid = 0;  // of the task that took it
  std::uint64_t since_ns = 0, until_ns = 0;
  LockClass holder = LockClass::Other;
  bool contended = false;  // somebody waited when it was let go
};

class PageLocks {
 public:
  // Ended holds kept at a time: 10 MB.
  static constexpr std::size_t kMostEnded = std::size_t{1} << 18;

  HeldLocks& held() { return held_; }
  const HeldLocks& held() const { return held_; }

  // From now on, until as many have stopped as have begun, holds that end are kept.
  void begin_keeping() { ++askers_; }
  void stop_keeping() {
    if (--askers_ == 0) ended_.clear();
  }
  void ended(const Hold& hold) {
    if (askers_ == 0) return;
    if (ended_.size() >= kMostEnded) {
      ++over_;
      return;
    }
    ended_.push_back(hold);
  }
  // In the order in which they ended.
  const std::deque<Hold>& ended() const { return ended_; }
  // What ended before is of no more interest to anybody.
  void forget_before(std::uint64_t ns) {
    while (!ended_.empty() && ended_.front().until_ns < ns) ended_.pop_front();
  }
  std::int64_t over() const { return over_; }

 private:
  HeldLocks held_;
  std::deque<Hold> ended_;
  std::int64_t askers_ = 0, over_ = 0;
};

}  // namespace folioscope::derive
