// SPDX-License-Identifier: GPL-3.0-or-later
// Page migration (kernel: mm/migrate.c, migrate_pages()), from its summary event: one per call,
// with the pages that moved and those that did not after all passes. A page that a caller tries
// again in a second call counts again.
#pragma once

#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class MigrateTracker : public Tracker {
 public:
  explicit MigrateTracker(Subscriber& events);
  // Writes migrate_success_ratio, migrate_pages_succeeded and migrate_pages_failed, the same with
  // suffix _contig_range for the migrations of contiguous-range allocations, and where CMA calls
  // are traced cma_migrate_retries_per_call: migrate_pages() calls that left pages behind, so that
  // the allocation had to try again or give up.
  void finish(Output& out) override;

 private:
  void migrated(const trace::Record& record);

  struct Pages {
    double succeeded = 0, failed = 0;
  };
  struct Names {
    MetricName succeeded, failed, success_ratio;
  };
  static void write(const Pages& pages, const Names& names, Output& out);

  bool traced_ = false;
  NumberReader common_pid_, succeeded_, failed_, reason_;
  Pages all_, contig_;
  InsideCma<std::int64_t> incomplete_;
};

}  // namespace folioscope::derive
