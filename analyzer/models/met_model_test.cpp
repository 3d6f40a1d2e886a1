// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/met_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

#include "models/colors.h"
#include "testing/hostile_names.h"

namespace folioscope::models {
namespace {

compare::MetVariant stock_met() {
  compare::MetVariant variant{1, "stock", 4, 51, {}};
  variant.rows.push_back({.met = {"cma_alloc", "freeze", query::kOwnLock, "page_lock_waiter"},
                          .failures = 50,
                          .pages = 3,
                          .operations = 2,
                          .where = {{{2}, 1, 50, {4, 7}}}});
  variant.rows.push_back({.met = {"cma_alloc", "not_on_lru", "fault", "gup"}, .failures = 1});
  return variant;
}

TEST(MetTable, HasARowForWhatTheFailuresOfAVariantMet) {
  MetModel model(met_columns());
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.set_rows(met_cells({stock_met(), {2, "patched", 4, 0, {}}}));
  ASSERT_EQ(model.rowCount(), 2);
  const auto at = [&](int row, MetColumn column, int role = Qt::DisplayRole) {
    return model.data(model.index(row, static_cast<int>(column)), role);
  };
  EXPECT_EQ(at(0, MetColumn::Lock), "the migrating task itself");
  EXPECT_EQ(at(0, MetColumn::Lock, Qt::DecorationRole).value<QColor>(), lock_color("migration"));
  EXPECT_EQ(at(0, MetColumn::References), "page_lock_waiter");
  EXPECT_EQ(at(0, MetColumn::Failures), "50");
  EXPECT_EQ(at(0, MetColumn::Share), "98.0 %");
  EXPECT_EQ(at(0, MetColumn::Boots), "1 of 4");
  EXPECT_EQ(at(1, MetColumn::Lock), "fault");
  EXPECT_GT(at(0, MetColumn::Failures, kSortRole).toLongLong(),
            at(1, MetColumn::Failures, kSortRole).toLongLong());
}

TEST(MetFailureTable, SaysWhoHeldThePage_WhateverItsName) {
  MetFailureModel model(met_failure_columns());
  const QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::Fatal);
  MetFailureRow row{{2}, 1, {}};
  row.failure.row = {.id = 1,
                     .time = {6'839'239'410},
                     .kind = "freeze",
                     .pfn = 127'629,
                     .seen = 3,
                     .expected = 2,
                     .pid = 95,
                     .operation = 4};
  store::HolderRow holder;
  holder.holder_class = "gup";
  holder.pid = 97;
  holder.age_ns = 2'050;
  for (const std::string& name : query::hostile_names()) {
    holder.comm = name;
    row.failure.holders = {holder};
    model.set_rows({row, row});
    const auto text = [&](MetFailureColumn column) {
      return model.data(model.index(0, static_cast<int>(column)), Qt::DisplayRole).toString();
    };
    EXPECT_EQ(text(MetFailureColumn::Time), "6.839239 s");
    EXPECT_EQ(text(MetFailureColumn::Operation), "4");
    EXPECT_EQ(text(MetFailureColumn::References), "3 / 2");
    EXPECT_TRUE(text(MetFailureColumn::Holders).startsWith("gup "));
    EXPECT_LE(text(MetFailureColumn::Holders).size(), kCellLength);
  }
}

}  // namespace
}  // namespace folioscope::models
