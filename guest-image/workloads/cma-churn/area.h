// SPDX-License-Identifier: GPL-3.0-or-later
// One CMA area, driven through /sys/kernel/debug/cma/NAME (CONFIG_CMA_DEBUGFS).
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace folioscope::workloads {

class CmaArea {
 public:
  // The area that cma= on the command line makes is called "reserved".
  static Result<CmaArea> open(const std::string& name);

  std::uint64_t pages() const { return pages_; }
  bool contains(std::uint64_t frame) const {
    return frame >= base_frame_ && frame - base_frame_ < pages_;
  }
  // Requests all of it. Never a part: debugfs passes no alignment, so that a part that cannot be
  // had is tried again one page further, thousands of times, within one request. True: got it.
  // Fault: the kernel's answer was something else than yes or "no memory".
  Result<bool> allocate_all() const;
  Status free_all() const;

 private:
  std::string directory_;
  std::uint64_t base_frame_ = 0;
  std::uint64_t pages_ = 0;
};

// Free pages of a zone, those within CMA apart.
struct ZoneFree {
  std::uint64_t all = 0;
  std::uint64_t cma = 0;
  unsigned node = 0;  // NUMA node of the zone
  bool operator==(const ZoneFree&) const = default;
};
// The zone that holds the most free CMA pages, from the text of /proc/zoneinfo.
Result<ZoneFree> cma_zone_free(std::string_view zoneinfo);

}  // namespace folioscope::workloads
