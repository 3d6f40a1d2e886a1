// SPDX-License-Identifier: GPL-3.0-or-later
// Which part of a run a report is about.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "query/comparison.h"
#include "report/report.h"

namespace folioscope::report {

struct Selection {
  const query::Group* group = nullptr;
  std::vector<const query::Series*> series;  // in the order of the report
  std::size_t left_out = 0;                  // metrics that `--all` would add
};

// Metrics that the culprit table or the tables of page locks show instead (culprits.h,
// page_locks.h): listed only when they are asked for by name, on the
// command line or by the experiment.
bool shown_in_a_table(const query::Comparison& comparison, std::string_view metric);

// Names that the run does not have, with those it has.
Status check_names(const query::Comparison& comparison, const Options& options);

// Points into `comparison`.
std::vector<Selection> select(const query::Comparison& comparison, const Options& options);

}  // namespace folioscope::report
