// SPDX-License-Identifier: GPL-3.0-or-later
// Which part of a run a report is about.
#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "query/comparison.h"
#include "text/report.h"

namespace folioscope::text {

struct Selection {
  const query::Condition* condition = nullptr;
  std::vector<const query::Series*> series;  // in the order of the report
  std::size_t left_out = 0;                  // metrics that `--all` would add
};

// Names that the run does not have, with those it has.
Status check_names(const query::Comparison& comparison, const Options& options);

// Points into `comparison`.
std::vector<Selection> select(const query::Comparison& comparison, const Options& options);

}  // namespace folioscope::text
