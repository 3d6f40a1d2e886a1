// SPDX-License-Identifier: GPL-3.0-or-later
// The references that an operation's failures met, summed up by class of holder: on how many pages,
// and for how long. A page that fails again with the same holder counts once, its time goes on.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>
#include <vector>

#include "derive/holders/holder_join.h"
#include "store/records.h"

namespace folioscope::derive {

class OperationReferences {
 public:
  // Failures in the order of time. What was held before the operation began counts from there.
  void add(std::int64_t operation, GuestTime began, const MigrationFailure& failure,
           const Attribution& attribution);
  // By operation and class.
  std::vector<store::OperationReferenceRow> rows() const;

 private:
  struct Held {
    std::uint64_t until_ns = 0, ns = 0;
  };
  std::map<std::tuple<std::int64_t, HolderClass, std::uint64_t>, Held> by_page_;
};

}  // namespace folioscope::derive
