// SPDX-License-Identifier: GPL-3.0-or-later
// The culprit table: a row per culprit and variant, worded as in the report.
#pragma once

#include <vector>

#include "compare/holders.h"
#include "compare/scale.h"
#include "models/row_model.h"

namespace folioscope::models {

struct CulpritCell {
  std::string holder_class, place;  // as in report::CulpritRow
  report::CulpritArm arm;
  report::VariantResult failures, share;
  report::Scale failures_scale, share_scale;
  std::size_t position = 0;  // of the variant
  bool first = false;        // of its culprit's rows: says what the next ones do not repeat
};
using CulpritModel = RowModel<CulpritCell>;

enum class ClassColumn { Class, Variant, Failures, Share, Difference, Interval, Verdict, Meaning };
std::vector<Column<CulpritCell>> class_columns();
enum class PlaceColumn { Class, Variant, Failures, Share, Difference, Interval, Task, Age, Stack };
std::vector<Column<CulpritCell>> place_columns();

std::vector<CulpritCell> culprit_cells(const std::vector<report::CulpritRow>& rows);

}  // namespace folioscope::models
