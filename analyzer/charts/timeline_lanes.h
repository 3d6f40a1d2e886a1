// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a timeline from top to bottom: operations, failures, the pages that are followed,
// the CPUs. Pure: what is drawn where, not how.
#pragma once

#include <QString>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "query/boot_outline.h"
#include "query/page_history.h"

namespace folioscope::charts {

enum class LaneKind { Operations, Failures, PageLocks, PageWaits, PageReferences, PageEvents, Cpu };

struct Lane {
  LaneKind kind = LaneKind::Cpu;
  std::size_t index = 0;  // of the CPU in the outline, or of the page among the followed
  QString title, note;
  bool begins_group = false;  // a page's first line
  // Bars of one line that overlap lie in rows below each other: the row of each operation, hold,
  // wait or reference, by its place in the data.
  std::vector<int> row_of = {};
  int rows = 1;
  int top = 0, height = 0;  // pixels, from the first line's top
};

// A page that is followed: its history, null as long as it is not read.
struct FollowedPage {
  std::uint64_t pfn = 0;
  const query::PageHistory* history = nullptr;
};

// Rows for spans in order of begin, so that those of one row do not overlap as long as there are
// rows; `most` at least 1.
struct Rows {
  std::vector<int> row_of;
  int count = 1;
};
Rows rows_for(const std::vector<query::TimeSpan>& spans, int most);

std::vector<Lane> lanes_of(const query::BootOutline& boot, const std::vector<FollowedPage>& pages);

}  // namespace folioscope::charts
