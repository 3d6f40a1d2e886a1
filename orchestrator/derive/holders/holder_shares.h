// SPDX-License-Identifier: GPL-3.0-or-later
// Attributions into numbers and rows: which share of the failures had which holders.
#pragma once

#include <array>
#include <cstdint>

#include "derive/holders/holder_join.h"
#include "derive/output.h"
#include "derive/samples.h"
#include "store/records.h"

namespace folioscope::derive {

class HolderShares {
 public:
  struct Names {
    MetricName failures;
    MetricFamily failures_of_kind;
    MetricName gone_when_read, unreliable;
    DistributionName extra_references;
    MetricName named_share;
    MetricFamily holder_share;
  };
  static const Names kAll, kInCma;

  void add(const MigrationFailure& failure, const Attribution& attribution);
  // What FailureTracker::finish says. `not_kept`: failures that were counted only.
  void write(const Names& names, std::int64_t not_kept, Output& out) const;

 private:
  std::array<std::int64_t, kFailureKinds> by_kind_{};
  std::array<std::int64_t, kHolderClasses> by_class_{};  // failures with such a holder
  std::int64_t failures_ = 0, gone_ = 0, named_ = 0, unreliable_ = 0, judged_ = 0;
  Distribution extra_references_;
};

void append_rows(const MigrationFailure& failure, const Attribution& attribution, bool in_cma,
                 const CommTable& comms, store::ReferenceRows& rows);

}  // namespace folioscope::derive
