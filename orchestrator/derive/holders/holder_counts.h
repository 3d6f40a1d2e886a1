// SPDX-License-Identifier: GPL-3.0-or-later
// Failures by class and stack of their holders, counted as in holder_shares.h: a failure once for
// each that it has, and once for `unknown` where a reference has nobody.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "derive/holders/holder_join.h"
#include "store/records.h"

namespace folioscope::derive {

class HolderCounts {
 public:
  void add(const MigrationFailure& failure, const Attribution& attribution);
  std::vector<store::HolderCountRow> rows() const;  // by class and stack

 private:
  std::map<std::pair<HolderClass, std::uint32_t>, std::int64_t> failures_;
};

}  // namespace folioscope::derive
