// SPDX-License-Identifier: GPL-3.0-or-later
// A correlation inside boots as a table: a row per variant, worded as in the report.
#pragma once

#include <vector>

#include "compare/correlate.h"
#include "models/row_model.h"

namespace folioscope::models {

struct CorrelationRow {
  compare::VariantCorrelation variant;
  std::size_t position = 0;  // in Comparison::variants; gives its colour
};
using CorrelationModel = RowModel<CorrelationRow>;

enum class CorrelationColumn { Variant, Failed, FailedWith, FailedWithout, Rho, Less };
std::vector<Column<CorrelationRow>> correlation_columns();
std::vector<CorrelationRow> correlation_rows(const compare::OperationSet& set,
                                             const compare::CorrelationTable& table);

}  // namespace folioscope::models
