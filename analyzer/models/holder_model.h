// SPDX-License-Identifier: GPL-3.0-or-later
// The table of holders: a row per holder and variant, worded as in the report.
#pragma once

#include <vector>

#include "compare/holders.h"
#include "compare/scale.h"
#include "models/row_model.h"

namespace folioscope::models {

struct HolderCell {
  std::string holder_class, place;  // as in compare::HolderRow
  compare::HolderVariant variant;
  compare::VariantResult failures, share;
  compare::Scale failures_scale, share_scale;
  std::size_t position = 0;  // of the variant
  bool first = false;        // of its holder's rows: says what the next ones do not repeat
};
using HolderModel = RowModel<HolderCell>;

enum class ClassColumn { Class, Variant, Failures, Share, Difference, Interval, Outcome, Meaning };
std::vector<Column<HolderCell>> class_columns();
enum class PlaceColumn { Class, Variant, Failures, Share, Difference, Interval, Task, Age, Stack };
std::vector<Column<HolderCell>> place_columns();

std::vector<HolderCell> holder_cells(const std::vector<compare::HolderRow>& rows);

}  // namespace folioscope::models
