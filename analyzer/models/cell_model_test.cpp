// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cell_model.h"

#include <gtest/gtest.h>

namespace folioscope::models {
namespace {

query::Cell cell(const std::string& variant, int boot, CellStatus status) {
  query::Cell made;
  made.row.variant = variant;
  made.row.machine = "smp8";
  made.row.workload = "cma-churn";
  made.row.boot = boot;
  made.row.position = 10 - boot;
  made.row.status = status;
  return made;
}

class CellTable : public ::testing::Test {
 protected:
  CellTable() {
    query::Cell done = cell("stock", 0, CellStatus::Done);
    done.row.boot_ms = 2540;
    done.accounting = {.produced = 12'345, .stored = 12'300, .overrun = 45};
    query::Cell hung = cell("drain-only", 1, CellStatus::Hang);
    hung.row.reason = "no end before <the> deadline";
    hung.row.console = "cells/2/console.log";
    model_.set_rows({done, hung, cell("stock", 10, CellStatus::Planned)});
    filter_.setSourceModel(&model_);
  }

  QString text(int row, CellColumn column, int role = Qt::DisplayRole) const {
    return filter_.data(filter_.index(row, static_cast<int>(column)), role).toString();
  }

  CellModel model_{cell_columns()};
  CellFilter filter_;
};

TEST_F(CellTable, ShowsACellInTheWordsOfTheReport) {
  EXPECT_EQ(text(0, CellColumn::Variant), "stock");
  EXPECT_EQ(text(0, CellColumn::Status), "done");
  EXPECT_EQ(text(0, CellColumn::BootTime), "2.5 s");
  EXPECT_EQ(text(0, CellColumn::Events), "12,345");
  EXPECT_EQ(text(0, CellColumn::Lost), "45");
  EXPECT_TRUE(text(0, CellColumn::Lost, Qt::ToolTipRole).contains("overwritten in the ring: 45"));
}

TEST_F(CellTable, PlannedCell_HasNoNumbersYet) {
  EXPECT_EQ(text(2, CellColumn::BootTime), "");
  EXPECT_EQ(text(2, CellColumn::Events), "");
  EXPECT_EQ(text(2, CellColumn::Lost), "");
  EXPECT_EQ(text(2, CellColumn::Reason), "");
}

TEST_F(CellTable, ReasonOfAGuest_IsNotReadAsHtml) {
  EXPECT_EQ(text(1, CellColumn::Reason), "no end before <the> deadline");
  const QString tip = text(1, CellColumn::Status, Qt::ToolTipRole);
  EXPECT_TRUE(tip.contains("&lt;the&gt;"));
  EXPECT_TRUE(tip.contains("cells/2/console.log"));
}

TEST_F(CellTable, BootsSortAsNumbers) {
  filter_.sort(static_cast<int>(CellColumn::Boot), Qt::DescendingOrder);
  EXPECT_EQ(text(0, CellColumn::Boot), "10");
  EXPECT_EQ(text(2, CellColumn::Boot), "0");
}

TEST_F(CellTable, FilterWantsEveryWordAndTheStatus) {
  filter_.set_words("STOCK done");
  EXPECT_EQ(filter_.rowCount(), 1);
  filter_.set_words("deadline");
  EXPECT_EQ(filter_.rowCount(), 1);
  filter_.set_words("");
  EXPECT_EQ(filter_.rowCount(), 3);
  filter_.set_status(CellStatus::Hang);
  EXPECT_EQ(filter_.rowCount(), 1);
  EXPECT_EQ(text(0, CellColumn::Variant), "drain-only");
  filter_.set_words("stock");
  EXPECT_EQ(filter_.rowCount(), 0);
}

TEST_F(CellTable, NewsOfTheSameCells_DoNotResetTheTable) {
  int resets = 0, changes = 0;
  QObject::connect(&model_, &QAbstractItemModel::modelReset, [&] { ++resets; });
  QObject::connect(&model_, &QAbstractItemModel::dataChanged, [&] { ++changes; });
  model_.set_rows({cell("stock", 0, CellStatus::Done), cell("drain-only", 1, CellStatus::Done),
                   cell("stock", 10, CellStatus::Done)});
  EXPECT_EQ(resets, 0);
  EXPECT_EQ(changes, 1);
  EXPECT_EQ(text(1, CellColumn::Status), "done");
  model_.set_rows({});
  EXPECT_EQ(resets, 1);
}

}  // namespace
}  // namespace folioscope::models
