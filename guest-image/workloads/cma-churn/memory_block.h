// SPDX-License-Identifier: GPL-3.0-or-later
// The blocks of movable memory of one NUMA node, taken offline and back online through
// /sys/devices/system/memory (CONFIG_MEMORY_HOTREMOVE). Meant for a DIMM on a node that has no
// other memory: the kernel's own pages are never in a movable block, so what refuses to leave it is
// a page of a process.
#pragma once

#include <chrono>
#include <string>

#include "workloads/kit/request.h"

namespace folioscope::workloads {

class MemoryBlocks : public Request {
 public:
  // Movable blocks of the highest node that has any; blocks that are still offline are brought
  // online as movable first. An attempt to take one offline is interrupted after `limit`: the
  // kernel itself would go on for ever. At least two blocks are needed, for the pages of one to
  // have room while it is offline.
  static Result<MemoryBlocks> find(const std::string& directory, std::chrono::milliseconds limit);

  unsigned node() const { return node_; }
  const std::vector<FrameRange>& ranges() const override { return ranges_; }
  // False: the kernel found the block busy, or did not get it empty in time.
  Result<bool> take(std::size_t range) const override;
  Status give_back(std::size_t range) const override;

 private:
  std::vector<FrameRange> ranges_;
  std::vector<std::string> states_;  // the control file of each
  std::chrono::milliseconds limit_{0};
  unsigned node_ = 0;
};

}  // namespace folioscope::workloads
