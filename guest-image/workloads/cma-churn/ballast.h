// SPDX-License-Identifier: GPL-3.0-or-later
// Memory that is in use and cannot be in a CMA area: full pipes, whose pages are not movable.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"

namespace folioscope::workloads {

class Ballast {
 public:
  // Takes at most `pages` pages more, in whole pipes of 1 MiB.
  Status add(std::uint64_t pages);

 private:
  Status add_pipe();
  std::vector<UniqueFd> ends_;
};

}  // namespace folioscope::workloads
