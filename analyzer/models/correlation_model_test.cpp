// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/correlation_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

namespace folioscope::models {
namespace {

TEST(CorrelationTable, HasARowForEachVariant_WordedAsInTheReport) {
  compare::VariantCorrelation stock{.variant = "stock", .boots = 4, .operations = 40, .failed = 4};
  stock.rho = {0.61, stats::Interval{0.4, 0.77}, 40, 4};
  stock.by_x = {4, 0, 4, 32};
  compare::VariantCorrelation patched{.variant = "patched", .boots = 1, .operations = 1200};
  patched.from_baseline = {-0.5, std::nullopt};
  patched.by_x = {0, 0, 0, 1200};
  const compare::OperationSet set{.variants = {{0, "stock", {}}, {2, "patched", {}}}};
  const compare::CorrelationTable table{.variants = {stock, patched}};

  CorrelationModel model(correlation_columns());
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.set_rows(correlation_rows(set, table));
  const auto text = [&](int row, CorrelationColumn column) {
    return model.data(model.index(row, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(text(0, CorrelationColumn::FailedWith), "50.0 % of 8");
  EXPECT_EQ(text(0, CorrelationColumn::FailedWithout), "0.0 % of 32");
  EXPECT_EQ(text(0, CorrelationColumn::Rho), "+0.61 [+0.40, +0.77]");
  EXPECT_EQ(text(0, CorrelationColumn::Less), "");
  EXPECT_EQ(text(1, CorrelationColumn::Failed), "0 of 1200");
  EXPECT_EQ(text(1, CorrelationColumn::FailedWith), "none");
  EXPECT_EQ(text(1, CorrelationColumn::Rho), "none");
  EXPECT_EQ(text(1, CorrelationColumn::Less), "-0.50");
  EXPECT_EQ(model.row(1).position, 2U);
}

}  // namespace
}  // namespace folioscope::models
