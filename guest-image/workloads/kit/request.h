// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernel is asked for again and again while others are at work: that a range of page
// frames be emptied. A CMA area (cma_area.h), or a block of memory that goes offline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"

namespace folioscope::workloads {

struct FrameRange {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  bool contains(std::uint64_t frame) const { return frame >= first && frame - first < count; }
  bool operator==(const FrameRange&) const = default;
};

class Request {
 public:
  virtual ~Request() = default;
  // What can be asked for; stays as it is.
  virtual const std::vector<FrameRange>& ranges() const = 0;
  // Asks for all of one range. True: it is empty and ours. Fault: the kernel's answer was something
  // else than yes or no.
  virtual Result<bool> take(std::size_t range) const = 0;
  // Gives back what was taken.
  virtual Status give_back(std::size_t range) const = 0;
};

}  // namespace folioscope::workloads
