// SPDX-License-Identifier: GPL-3.0-or-later
// What the store has of one page in one boot beside its events: who held its lock, who had a
// reference to it, each from when to when.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "store/reader.h"

namespace folioscope::query {

struct PageIntervals {
  std::vector<store::IntervalRow> locks, references;

  bool empty() const { return locks.empty() && references.empty(); }
};
inline Result<PageIntervals> load_page_intervals(store::Reader& reader, CellId cell,
                                                 std::uint64_t pfn) {
  PageIntervals page;
  TRY(page.locks, reader.lock_intervals(cell, pfn));
  TRY(page.references, reader.reference_intervals(cell, pfn));
  return page;
}

}  // namespace folioscope::query
