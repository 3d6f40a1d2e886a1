// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of page locks as one: a row per distribution and variant, worded as in the report.
#pragma once

#include <vector>

#include "compare/page_locks.h"
#include "models/row_model.h"

namespace folioscope::models {

struct LockCell {
  std::string block;
  compare::LockRow row;
  std::size_t position = 0;  // of the variant; gives its colour
};
using LockModel = RowModel<LockCell>;

enum class LockColumn { What, Variant, PerBoot, P50, P90, P99, Max, Difference, Interval, Outcome };
std::vector<Column<LockCell>> lock_columns();
std::vector<LockCell> lock_cells(const compare::LockBlock& block);

}  // namespace folioscope::models
