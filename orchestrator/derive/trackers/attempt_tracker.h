// SPDX-License-Identifier: GPL-3.0-or-later
// Single attempts to migrate a page (the instrumentation's mmtrace:migrate_attempt, one per page
// and pass of migrate_pages()), and the contiguous ranges and CMA allocations they were for.
#pragma once

#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class AttemptTracker : public Tracker {
 public:
  explicit AttemptTracker(Subscriber& events);
  // Of attempts: migrate_attempts, migrate_attempts_failed, migrate_attempts_per_success,
  // migrate_unmaps_per_success (an attempt that got as far as unmapping cost page tables and a TLB
  // flush), migrate_forced_failures: failed attempts for a contiguous range in a forced pass (the
  // fourth on), which is what "mm: disable LRU pagevec during the migration temporarily" counted;
  // where CMA calls are traced cma_forced_failures_per_call. Of ranges: contig_ranges,
  // contig_ranges_failed. Of CMA: cma_failed_busy, cma_failed_no_memory, cma_failed_otherwise.
  void finish(Output& out) override;

 private:
  void attempt(const trace::Record& record);
  void contig_result(const trace::Record& record);
  void cma_result(const trace::Record& record);
  void write_attempts(Output& out) const;

  bool attempts_traced_ = false, ranges_traced_ = false, results_traced_ = false;
  const KernelAbi& abi_;
  struct {
    NumberReader common_pid, pass, reason, rc, stage;
  } attempt_;
  NumberReader ret_, errno_;
  std::int64_t attempts_ = 0, succeeded_ = 0, unmaps_ = 0, forced_failures_ = 0;
  std::int64_t ranges_ = 0, ranges_failed_ = 0;
  std::int64_t busy_ = 0, no_memory_ = 0, otherwise_ = 0;
  InsideCma<std::int64_t> forced_inside_;
};

}  // namespace folioscope::derive
