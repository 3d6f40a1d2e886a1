// SPDX-License-Identifier: GPL-3.0-or-later
// What the leader tells all processes: go on, touch nothing for a while, stop. They look at it
// between any two reads, and sleep while they are to touch nothing.
#pragma once

#include "base/result.h"
#include "workloads/kit/futex.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

// In memory that all of them share. Whoever was told to stop is told nothing else after it.
class Signals {
 public:
  void pause();
  void resume();
  void stop();

  bool stopped() const { return word_.load(std::memory_order_relaxed) == kStop; }
  // Until the pause is over, if there is one. False: to stop.
  bool goes_on() const {
    return word_.load(std::memory_order_relaxed) == kGo || goes_on_after_pause();
  }

 private:
  enum : std::uint32_t { kGo, kPause, kStop };
  bool goes_on_after_pause() const;

  FutexWord word_{kGo};
};

// The leader's end of it; every process that is forked later has its own.
class SharedSignals {
 public:
  static Result<SharedSignals> create();
  Signals& operator*() const { return *signals_; }
  Signals* operator->() const { return signals_; }

 private:
  Mapping page_;
  Signals* signals_ = nullptr;
};

}  // namespace folioscope::workloads
