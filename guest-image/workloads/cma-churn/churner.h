// SPDX-License-Identifier: GPL-3.0-or-later
// One churner: a slice of a tmpfs file, mapped once, whose pages it puts into the per-CPU LRU
// batches of the CPU it runs on. Not thread safe: each churner belongs to one pinned thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/cma-churn/area.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {

// Which batch. All leave an extra reference on the page until the batch is full (15) or drained.
enum class Park {
  Activate,    // read twice through read(2): the page goes to the activate batch; still on the LRU
  Deactivate,  // MADV_COLD on an active page: the deactivate batch; still on the LRU
  LruAdd,      // MADV_PAGEOUT without swap: taken off the LRU, kept, put back: the lru_add batch
};

class Churner {
 public:
  static Result<Churner> create(Park park, std::uint64_t pages, std::uint64_t seed);

  // Gives every page back and touches it anew, so that it is inactive and where the allocator puts
  // new movable pages; for Deactivate, makes all of them active. Returns how many lie in `area`.
  Result<std::uint64_t> refill(const CmaArea& area);
  // Parks `pages` pages chosen at random. False when the kernel refused.
  bool park(std::uint64_t pages);

 private:
  Churner(Park park, std::uint64_t pages, std::uint64_t seed)
      : park_(park), frames_(pages), random_(seed) {}
  bool park_page(std::uint64_t page);
  bool read_twice(std::uint64_t page);
  std::uint64_t random_page();

  Park park_;
  std::vector<std::uint64_t> frames_;  // of each page, as of the last refill
  std::uint64_t random_;
  UniqueFd file_;
  Mapping mapping_;
  PageFrames pagemap_;
};

}  // namespace folioscope::workloads
