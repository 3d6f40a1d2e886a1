// SPDX-License-Identifier: GPL-3.0-or-later
// The story of page references (kernel: include/linux/page_ref.h). Only failed freezes are kept;
// the millions of other events are counted where they lie.
//
// A freeze with ret == 0 failed: val is the count it expected, count what was seen just after, so
// the elevation (seen - expected) is racy. Where the extra reference was gone by then, the
// elevation is unknown; such failures are counted apart and stay out of the mean.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "derive/kept.h"
#include "derive/output.h"
#include "derive/trackers/cma_tracker.h"
#include "derive/trackers/number_reader.h"

namespace folioscope::derive {

class PageRefTracker {
 public:
  explicit PageRefTracker(const trace::FormatTable& formats);

  bool handles(const trace::EventFormat& format) const { return format.system == "page_ref"; }
  bool is_freeze(const trace::EventFormat& format) const { return freeze_id_ == format.id; }
  // Every page_ref event, freezes included.
  void count() { ++events_; }
  void add_freeze(const trace::Record& record);
  // Writes page_ref_events, freeze_failures, freeze_elevation_{mean,max} and the distribution
  // freeze_elevation, over all failed freezes; and with `calls` the same prefixed cma_ for those
  // inside a CMA call of their own task, and freeze_failures_per_cma_call.
  void finish(const std::optional<CmaCalls>& calls, Output& out);

 private:
  struct Failure {
    GuestTime time;
    std::int64_t pid;
    std::int64_t elevation;
  };
  static void write(const std::vector<Failure>& failures, const char* prefix, Output& out);

  bool traced_ = false;
  std::optional<std::uint16_t> freeze_id_;
  NumberReader pid_, count_, expected_, ret_;
  std::int64_t events_ = 0;
  Kept<Failure> failures_;
};

}  // namespace folioscope::derive
