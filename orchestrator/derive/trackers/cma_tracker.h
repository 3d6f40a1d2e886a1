// SPDX-License-Identifier: GPL-3.0-or-later
// CMA allocations (kernel: mm/cma.c, cma_alloc()): start, busy retries, finish.
//
// One task is inside one call at a time, so a call is the start and the next finish of the same
// pid. 6.1 says failure by page == NULL; newer kernels add errorno, which wins when it is there. A
// request larger than its area starts and never finishes in 6.1.
#pragma once

#include <optional>

#include "derive/page_ranges.h"
#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class CmaTracker : public Tracker {
 public:
  explicit CmaTracker(Subscriber& events);
  // Writes cma_calls, cma_failures, cma_failure_rate, cma_busy_retries_per_call and cma_latency.
  // Nothing when the boot did not trace CMA calls.
  void finish(Output& out) override;

 private:
  void started(const trace::Record& record);
  void retried(const trace::Record& record);
  void finished(const trace::Record& record);

  // Which pages an event names of which area; kernels that do not say it have no such fields.
  struct Place {
    NumberReader pfn, count;
    std::optional<trace::Field> name;
  };
  static Place place_of(EventFields& event);
  void note(const Place& place, const trace::Record& record);

  CmaCalls& calls_;
  const std::vector<store::PageRangeRow>& said_;
  CmaAreas areas_;
  Place finish_place_, retry_place_;
  bool traced_ = false, retries_traced_ = false;
  struct {
    NumberReader common_pid;
  } start_;
  struct {
    NumberReader common_pid, page, errorno;
  } finish_;
  std::int64_t retries_ = 0, finished_ = 0, failures_ = 0;
  std::int64_t unfinished_ = 0;  // starts that another start of the same task followed
  std::int64_t unstarted_ = 0;   // finishes with no start before them
  Samples latency_;
};

}  // namespace folioscope::derive
