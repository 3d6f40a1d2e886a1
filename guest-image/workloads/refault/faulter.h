// SPDX-License-Identifier: GPL-3.0-or-later
// One process that faults on the stage until it is told to stop, and what it saw of its faults.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "workloads/kit/channel.h"
#include "workloads/kit/guest.h"
#include "workloads/refault/reservoir.h"
#include "workloads/refault/signals.h"
#include "workloads/refault/stage.h"

namespace folioscope::workloads {

struct FaultTally {
  std::uint64_t faults = 0;
  std::vector<double> latency_us;  // of some of them
};

class Faulter {
 public:
  // `signals` and `stage` outlive it. Keeps up to `samples` latencies.
  Faulter(const Signals& signals, const Stage& stage, std::size_t samples, std::uint64_t seed)
      : signals_(signals), stage_(stage), latencies_us_(samples, seed) {}

  // Reads page 0 over and over. Only a read that finds it unmapped is a fault: told by the count
  // of the kernel, and its duration by that of the read.
  void read_target();
  // Reads page `number` and gives its mapping back, over and over: every read is a fault. Page 0
  // is in the window that it maps, and is never asked for.
  Status read_neighbour(std::size_t number);

  // To the leader, at the end.
  Status report(const Channel& leader) const;
  static Result<FaultTally> receive(const Channel& faulter);

 private:
  const Signals& signals_;
  const Stage& stage_;
  Reservoir latencies_us_;
  std::uint64_t faults_ = 0;
};

// Uses its CPU and nothing else until it is told to stop.
void spin(const Signals& signals);

}  // namespace folioscope::workloads
