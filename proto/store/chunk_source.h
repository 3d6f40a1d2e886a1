// SPDX-License-Identifier: GPL-3.0-or-later
// A boot's pages as a stream, so that nobody holds them all in memory.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/result.h"
#include "store/records.h"

namespace folioscope::store {

// Hands out page chunks one after the other; nothing at the end.
using ChunkSource = std::function<Result<std::optional<PageChunk>>()>;

// The pages of one boot by CPU, so that the CPUs can be walked side by side. May be read again:
// every call of `open` begins at the CPU's oldest page.
struct PagesByCpu {
  std::vector<int> cpus;  // rising; those that have pages
  std::function<Result<ChunkSource>(int cpu)> open;
};

}  // namespace folioscope::store
