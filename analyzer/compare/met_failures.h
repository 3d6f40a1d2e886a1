// SPDX-License-Identifier: GPL-3.0-or-later
// What the failures of a condition met (query/met_failures.h), by variant: the rows of one variant
// add up to its failures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "query/comparison.h"
#include "query/met_failures.h"

namespace folioscope::compare {

struct MetRow {
  query::Met met;
  std::int64_t failures = 0;
  std::int64_t pages = 0;       // of each boot, added up
  std::int64_t operations = 0;  // that had such a failure
  struct InBoot {
    CellId cell;
    int boot = 0;
    std::int64_t failures = 0;
    std::vector<std::int64_t> operations;  // ids
  };
  std::vector<InBoot> where;  // by boot
};

struct MetVariant {
  std::size_t position = 0;  // in Comparison::variants
  std::string variant;
  int boots = 0;              // done
  std::int64_t failures = 0;  // of the kind of operation
  std::vector<MetRow> rows;   // most failures first

  double share(const MetRow& row) const;  // of the variant's failures
};

// One for each variant that has done boots under the condition.
std::vector<MetVariant> met_by_variant(const query::Comparison& comparison,
                                       const query::MetOfRun& met,
                                       const query::Condition& condition,
                                       const query::OperationKind& kind);

}  // namespace folioscope::compare
