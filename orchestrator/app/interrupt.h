// SPDX-License-Identifier: GPL-3.0-or-later
// SIGINT and SIGTERM as a stop request, for the commands that have something to put away; the
// others end at once, as any program does.
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>

namespace folioscope::app {

// Made once, before any other thread exists: it blocks the two signals, and a thread of its own
// waits for them as long as the process lives. So it is never destroyed.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // From now on the first signal requests a stop and only the second one ends the program, at once;
  // what that leaves is cleaned up by the next run.
  std::stop_token obeyed();
  bool requested() const { return stop_.stop_requested(); }

 private:
  void wait();

  sigset_t signals_{};
  std::atomic<bool> obeyed_ = false;
  std::stop_source stop_;
};

}  // namespace folioscope::app
