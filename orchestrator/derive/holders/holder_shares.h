// SPDX-License-Identifier: GPL-3.0-or-later
// Verdicts into numbers and rows: the culprit table.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "derive/holders/holder_join.h"
#include "derive/output.h"
#include "store/records.h"

namespace folioscope::derive {

class Culprits {
 public:
  void add(const MigrationFailure& failure, const Verdict& verdict);
  // What FailureTracker::finish says. `not_kept`: failures that were counted only.
  void write(const std::string& suffix, std::int64_t not_kept, Output& out) const;

 private:
  std::array<std::int64_t, kFailureKinds> by_kind_{};
  std::array<std::int64_t, kHolderClasses> by_class_{};  // failures with such a holder
  std::int64_t failures_ = 0, gone_ = 0, named_ = 0, unreliable_ = 0;
  std::vector<double> excess_;
};

void append_rows(const MigrationFailure& failure, const Verdict& verdict, bool in_cma,
                 const CommTable& comms, store::ReferenceRows& rows);

}  // namespace folioscope::derive
