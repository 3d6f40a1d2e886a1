// SPDX-License-Identifier: GPL-3.0-or-later
// Where the guest's memory is: its zones, by /proc/zoneinfo (mm/vmstat.c, zoneinfo_show_print()),
// the nodes that they add up to, and CMA areas: as the guest's kernel has them where it says so,
// else as far as allocations were seen in them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/records.h"

namespace folioscope::derive {

struct Zones {
  std::vector<store::PageRangeRow> rows;  // nodes, then zones; empty zones are left out
  std::int64_t refused = 0;               // zones that could not be read
};
Zones zones_of(std::string_view zoneinfo);

// CMA areas by derive::GuestFiles::cma_areas.
struct SaidAreas {
  std::vector<store::PageRangeRow> rows;  // by place in the text, each name once
  std::int64_t refused = 0;               // lines that make no sense
};
SaidAreas said_cma_areas(std::string_view text);

// What was seen of CMA areas.
class CmaAreas {
 public:
  // A kernel has at most 20 by default (CONFIG_CMA_AREAS).
  static constexpr std::size_t kMost = 128;
  // CMA_MIN_ALIGNMENT_PAGES of x86-64: an area begins and ends with a block of 2 MiB.
  static constexpr std::uint64_t kAlignment = 512;

  // Pages [pfn, pfn + count) are of the area; numbers that make no sense are not.
  void add(std::string_view area, std::int64_t pfn, std::int64_t count);
  // From the lowest page that was seen to the highest, in whole blocks; without areas that are
  // `said`, by name or by place.
  std::vector<store::PageRangeRow> rows(const std::vector<store::PageRangeRow>& said = {}) const;

 private:
  struct Range {
    std::uint64_t begin = 0, end = 0;
  };
  std::map<std::string, Range, std::less<>> areas_;
};

}  // namespace folioscope::derive
