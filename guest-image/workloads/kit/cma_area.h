// SPDX-License-Identifier: GPL-3.0-or-later
// One CMA area, driven through /sys/kernel/debug/cma/NAME (CONFIG_CMA_DEBUGFS).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "workloads/kit/request.h"

namespace folioscope::workloads {

class CmaArea : public Request {
 public:
  // The area that cma= on the command line makes is called "reserved".
  static Result<CmaArea> open(const std::string& name);

  std::uint64_t pages() const { return ranges_.front().count; }
  // One: the area. Never a part of it: debugfs passes no alignment, so that a part that cannot be
  // had is tried again one page further, thousands of times, within one request.
  const std::vector<FrameRange>& ranges() const override { return ranges_; }
  Result<bool> take(std::size_t range) const override;
  Status give_back(std::size_t range) const override;

 private:
  std::string directory_;
  std::vector<FrameRange> ranges_;
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

// Whether the per-CPU lists of free pages grow with what is asked of them, by a kernel's release:
// they do since 6.7.
bool lists_grow(std::string_view release);

}  // namespace folioscope::workloads
