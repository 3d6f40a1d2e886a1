// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of one metric as a table: a row per variant, worded as in the report.
#pragma once

#include <vector>

#include "compare/evaluate.h"
#include "compare/scale.h"
#include "models/row_model.h"

namespace folioscope::models {

struct ResultRow {
  compare::VariantResult result;
  compare::Scale scale;
  std::size_t position = 0;  // of the variant; gives its colour and shape
  QString beside = {};       // the other run that the row is of; empty: the one that is open
};
using ResultModel = RowModel<ResultRow>;

enum class ResultColumn {
  Variant,
  Boots,
  Median,
  Mean,
  Iqr,
  Difference,
  Interval,
  Relative,
  PValue,
  Shows,
  Outcome
};
std::vector<Column<ResultRow>> result_columns();
std::vector<ResultRow> result_rows(const compare::MetricResult& metric);

// Of another run that is shown beside the open one, behind its `first` variants. What is compared
// is inside that run.
std::vector<ResultRow> rows_beside(const compare::MetricResult& metric, const QString& run,
                                   std::size_t first);

}  // namespace folioscope::models
