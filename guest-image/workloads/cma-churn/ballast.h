// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that is in use, and not in a CMA area: huge pages of a tmpfs file for the bulk, quickly
// taken because nothing clears them, and full pipes for the rest, whose pages are not movable.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workloads/kit/tmpfs.h"

namespace folioscope::workloads {

class Ballast {
 public:
  // Both take at most `pages` pages more. Huge pages are movable: they stay out of CMA only as long
  // as at least half of the zone's free pages lie outside. Without huge pages in the kernel, small
  // ones.
  Status add_huge_pages(std::uint64_t pages);
  Status add_pipes(std::uint64_t pages);

 private:
  Status add_pipe();
  HugeTmpfs huge_pages_;
  std::vector<UniqueFd> ends_;
};

}  // namespace folioscope::workloads
