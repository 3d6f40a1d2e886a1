// SPDX-License-Identifier: GPL-3.0-or-later
// The story of single attempts to migrate a page (the instrumentation's mmtrace:migrate_attempt,
// one per page and pass of migrate_pages()), and of the contiguous ranges and CMA allocations they
// were for.
#pragma once

#include <cstdint>
#include <optional>

#include "derive/kept.h"
#include "derive/output.h"
#include "derive/trackers/cma_tracker.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class AttemptTracker {
 public:
  explicit AttemptTracker(const trace::FormatTable& formats);

  bool handles(const trace::EventFormat& format) const {
    return attempt_id_ == format.id || range_id_ == format.id || cma_id_ == format.id;
  }
  void add(const trace::Record& record);

  // Of attempts: migrate_attempts, migrate_attempts_failed, migrate_attempts_per_success,
  // migrate_unmaps_per_success (an attempt that got as far as unmapping cost page tables and a TLB
  // flush), migrate_forced_failures: failed attempts for a contiguous range in a forced pass (the
  // fourth on), which is what "mm: disable LRU pagevec during the migration temporarily" counted;
  // with `calls` cma_forced_failures_per_call. Of ranges: contig_ranges, contig_ranges_failed. Of
  // CMA: cma_failed_busy, cma_failed_no_memory, cma_failed_otherwise.
  void finish(const std::optional<CmaCalls>& calls, Output& out);

 private:
  void add_attempt(const trace::Record& record);
  void write_attempts(const std::optional<CmaCalls>& calls, Output& out) const;

  struct Forced {
    GuestTime time;
    std::int64_t pid;
  };

  std::optional<std::uint16_t> attempt_id_, range_id_, cma_id_;
  NumberReader pid_, pass_, reason_, rc_, stage_, range_ret_, cma_errno_;
  bool usable_ = true;
  std::int64_t attempts_ = 0, succeeded_ = 0, unmaps_ = 0, forced_failures_ = 0;
  std::int64_t ranges_ = 0, ranges_failed_ = 0;
  std::int64_t busy_ = 0, no_memory_ = 0, otherwise_ = 0;
  Kept<Forced> forced_;
};

}  // namespace folioscope::derive
