// SPDX-License-Identifier: GPL-3.0-or-later
// Attempts to take the page away, one after the other, for a while.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.h"
#include "workloads/kit/cma_area.h"
#include "workloads/refault/mover.h"
#include "workloads/refault/signals.h"
#include "workloads/refault/stage.h"

namespace folioscope::workloads {

struct Limits {
  std::chrono::seconds time{0};
  std::uint64_t attempts = 0;  // 0: as many as the time allows
};

struct Outcome {
  std::uint64_t attempts = 0, successes = 0;
  double seconds = 0;
  std::vector<double> latency_ms;  // of some of the attempts, failed ones too
};

using Trial = std::function<Result<Attempt>()>;

// At least one attempt, and none that begins after the limits.
Result<Outcome> repeat(const Limits& limits, const Trial& trial);

// Takes the memory block offline that holds the page, and online again. Before each attempt the
// faulters pause while the page is brought back to `home`, the node of the block.
Result<Attempt> offline_its_block(const Stage& stage, const Mover& mover, unsigned home,
                                  Signals& signals, std::chrono::seconds limit);

// Allocates the whole CMA area that holds the page, and frees it again. Before each attempt the
// faulters pause while the page is brought into the area, which lies on the node `home`.
Result<Attempt> empty_its_area(const Stage& stage, const Mover& mover, unsigned home,
                               Signals& signals, const CmaArea& area);

}  // namespace folioscope::workloads
