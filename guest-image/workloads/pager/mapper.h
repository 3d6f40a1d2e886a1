// SPDX-License-Identifier: GPL-3.0-or-later
// A thread that maps and unmaps one page of anonymous memory every so often: a writer of
// mmap_lock. Without one the lock is shared by everybody else; behind one that waits, they queue.
#pragma once

#include <chrono>
#include <thread>
#include <vector>

namespace folioscope::workloads {

class Mapper {
 public:
  explicit Mapper(std::chrono::milliseconds pause);
  Mapper(Mapper&&) = delete;  // the thread knows where it lives
  // How long each mmap() took, in ms; waits for the one under way.
  std::vector<double> stop();

 private:
  std::vector<double> latency_ms_;  // before the thread, which writes to it
  std::jthread thread_;
};

}  // namespace folioscope::workloads
