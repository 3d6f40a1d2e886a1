// SPDX-License-Identifier: GPL-3.0-or-later
// Page references (kernel: include/linux/page_ref.h): the millions of changes are counted only;
// failed freezes are looked at.
//
// A freeze with ret == 0 failed: val is the count it expected, count what was seen just after, so
// the extra references (count - val) are racy. Where they were gone by then, their number is
// unknown; such failures are counted apart and stay out of the mean.
//
// A freeze that expects one reference, the caller's own, asks whether the folio is dead: reclaim of
// lazily freed pages, and in 7.3 of every folio that leaves the batch lru_add. That
// somebody uses it is the usual answer and no failure, so these are counted as freeze_dead_checks.
// A move of an anonymous page outside the swap cache expects one as well; it is frozen only where
// it is large, and unexpected_refcount tells of it.
#pragma once

#include "derive/trackers/tracker.h"

namespace folioscope::derive {

class PageRefTracker : public Tracker {
 public:
  explicit PageRefTracker(Subscriber& events) { traced_ = events.count("page_ref", events_); }
  // Writes page_ref_events: all of them, freezes included.
  void finish(Output& out) override {
    if (traced_) out.count("page_ref_events", events_);
  }

 private:
  bool traced_ = false;
  std::int64_t events_ = 0;
};

class FreezeTracker : public Tracker {
 public:
  explicit FreezeTracker(Subscriber& events);
  // Writes freeze_dead_checks, freeze_failures, freeze_failures_gone_when_read,
  // freeze_extra_references_{mean,max} and the distribution freeze_extra_references, over all
  // failed freezes; and where CMA calls are traced the same prefixed cma_ for those inside a CMA
  // call of their own task, and freeze_failures_per_cma_call.
  void finish(Output& out) override;

 private:
  struct Failures {
    std::int64_t count = 0, with_extra = 0;
    double sum = 0, max = 0;  // of extra references
    Distribution extra;

    void add(std::int64_t extra_references);
    Failures& operator+=(const Failures& other);
  };
  struct Names {
    MetricName failures, gone_when_read, extra_mean, extra_max;
    DistributionName extra;
  };
  void freeze(const trace::Record& record);
  static void write(const Failures& failures, const Names& names, Output& out);

  bool traced_ = false;
  NumberReader common_pid_, count_, val_, ret_;
  Failures all_;
  std::int64_t dead_checks_ = 0;
  InsideCma<Failures> inside_;
};

}  // namespace folioscope::derive
