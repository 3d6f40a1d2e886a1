// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that is in use, and not in a CMA area: the pool of huge pages for the bulk, which costs
// little because nothing clears it, and full pipes for the rest, whose pages are not movable.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::workloads {

class Ballast {
 public:
  Ballast() = default;
  Ballast(Ballast&& other) noexcept;
  Ballast& operator=(Ballast&&) = delete;
  ~Ballast();

  // Both take at most `pages` pages more. Huge pages are movable: they stay out of CMA only as long
  // as at least half of the zone's free pages lie outside. A kernel without a pool gives none.
  void add_huge_pages(std::uint64_t pages);
  Status add_pipes(std::uint64_t pages);

 private:
  Status add_pipe();
  bool pool_grown_ = false;
  std::uint64_t pool_before_ = 0;  // size of the pool that others have, when pool_grown_
  std::vector<UniqueFd> ends_;
};

}  // namespace folioscope::workloads
