// SPDX-License-Identifier: GPL-3.0-or-later
// What failed migrations met (compare/met_failures.h) as a table: a row for each variant, holder of
// the page's lock, and class of the extra references. And the failures behind such a row.
#pragma once

#include <vector>

#include "compare/met_failures.h"
#include "models/row_model.h"

namespace folioscope::models {

struct MetCell {
  std::string variant;
  std::size_t position = 0;  // in Comparison::variants; gives its colour
  int boots = 0;             // of the variant
  double share = 0;          // of the variant's failures
  compare::MetRow row;
};
using MetModel = RowModel<MetCell>;

enum class MetColumn { Variant, Lock, References, Failures, Share, Pages, Boots, Kind };
std::vector<Column<MetCell>> met_columns();
std::vector<MetCell> met_cells(const std::vector<compare::MetVariant>& variants);

struct MetFailureRow {
  CellId cell;
  int boot = 0;
  query::MetFailure failure;
};
using MetFailureModel = RowModel<MetFailureRow>;

enum class MetFailureColumn { Boot, Operation, Time, Page, Holders, References, Task };
std::vector<Column<MetFailureRow>> met_failure_columns();

}  // namespace folioscope::models
