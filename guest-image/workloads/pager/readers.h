// SPDX-License-Identifier: GPL-3.0-or-later
// Threads that touch random pages of a mapping, one after the other. A touch that finds its page
// mapped costs nothing and is not counted; one that faults is timed.
#pragma once

#include <cstdint>
#include <thread>
#include <vector>

#include "workloads/kit/guest.h"

namespace folioscope::workloads {

struct Faults {
  std::uint64_t count = 0;
  std::vector<double> latency_ms;  // of the first kKept of each thread

  // Bounds memory and output on a machine where faults cost microseconds.
  static constexpr std::size_t kKept = 20'000;
};

// Until stopped. One CPU's threads take turns: nothing is pinned.
class Readers {
 public:
  // Thread i reads mappings[i % mappings.size()], which must outlive it.
  Readers(const std::vector<Mapping>& mappings, std::size_t threads, std::uint64_t seed);
  // Waits for the faults that are under way.
  Faults stop();

 private:
  std::vector<Faults> faults_;  // of each thread; before the threads, which write to it
  std::vector<std::jthread> threads_;
};

}  // namespace folioscope::workloads
