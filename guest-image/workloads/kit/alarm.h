// SPDX-License-Identifier: GPL-3.0-or-later
// Ends system calls of this process that take too long, as a user's Ctrl-C would: SIGALRM, which
// does nothing else. One at a time.
#pragma once

#include <signal.h>

#include <chrono>

namespace folioscope::workloads {

class Alarm {
 public:
  // After `limit`, and then ten times a second as long as it lives: a signal that comes just before
  // a system call does not end it.
  explicit Alarm(std::chrono::milliseconds limit);
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm();

 private:
  struct sigaction before_ = {};
};

}  // namespace folioscope::workloads
