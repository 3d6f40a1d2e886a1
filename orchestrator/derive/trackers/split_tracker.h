// SPDX-License-Identifier: GPL-3.0-or-later
// References that a huge page of the page cache was left with, read where it is split (kernel:
// mm/huge_memory.c, split_huge_page_to_list()). The event is a probe of the experiment:
//   {kprobe: split_huge_page_to_list, fetch: "refcount=+0x34(%di):s32"}
// A folio that nobody maps has one reference of the page cache for each of its pages and one of the
// caller; whatever is above was leaked, or is held for a moment by somebody else.
#pragma once

#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class SplitTracker : public Tracker {
 public:
  explicit SplitTracker(Subscriber& events);
  // Writes split_attempts and, when there was one, leaked_refs_per_folio (the mean) with
  // leaked_refs_min and leaked_refs_max: equal ones mean that the leak is exact.
  void finish(Output& out) override;

 private:
  void split(const trace::Record& record);

  bool traced_ = false;
  NumberReader refcount_;
  std::int64_t attempts_ = 0;
  double sum_ = 0;
  std::int64_t min_ = 0, max_ = 0;
};

}  // namespace folioscope::derive
