// SPDX-License-Identifier: GPL-3.0-or-later
// One churner: a slice of a tmpfs file, mapped once, whose pages it puts into the per-CPU LRU
// batches of the CPU it runs on. Belongs to one pinned process.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/cma-churn/area.h"
#include "workloads/kit/guest.h"
#include "workloads/kit/random.h"

namespace folioscope::workloads {

// Which batch. All leave an extra reference on the page until the batch is full (15) or drained.
enum class Park {
  Activate,    // second read(2) of a page: the activate batch; the page is still on the LRU
  Deactivate,  // MADV_COLD on an active page: the deactivate batch; still on the LRU
  LruAdd,  // page given back and touched: its successor is in the lru_add batch, not on the LRU;
           // never inside an area being allocated, so this needs a kernel that does not drain
};

class Churner {
 public:
  static Result<Churner> create(Park park, std::uint64_t pages);

  // Gives every page back and touches it anew, so that it lies where the allocator puts new movable
  // pages and is one step from being parked. Returns how many lie in `area`.
  Result<std::uint64_t> refill(const CmaArea& area);
  // Parks `pages` pages chosen by `random`. False when the kernel refused.
  bool park(std::uint64_t pages, Random& random);

 private:
  Churner(Park park, std::uint64_t pages) : park_(park), frames_(pages) {}
  bool park_page(std::uint64_t page);
  bool give_back(std::uint64_t page, std::uint64_t count);
  bool read_first_byte(std::uint64_t page);

  Park park_;
  std::vector<std::uint64_t> frames_;  // of each page, as of the last refill
  UniqueFd file_;
  Mapping mapping_;
  PageFrames pagemap_;
};

}  // namespace folioscope::workloads
