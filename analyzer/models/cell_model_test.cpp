// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/cell_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

namespace folioscope::models {
namespace {

CellLine line(query::Cell cell) {
  const compare::Stage stage = compare::stage_of(cell, {});
  return {std::move(cell), stage};
}

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
    done.row.host_load = 3.88;
    done.row.started = HostTime{0};
    done.row.finished = HostTime{16'400'000'000};
    done.attempts = {{.attempt = 1, .host = {.qemu_ran = 3000, .qemu_waited = 1000}}};
    model_.set_rows({line(done), line(hung), line(cell("stock", 10, CellStatus::Planned))});
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
  filter_.set_status("hang");
  EXPECT_EQ(filter_.rowCount(), 1);
  EXPECT_EQ(text(0, CellColumn::Variant), "drain-only");
  filter_.set_words("stock");
  EXPECT_EQ(filter_.rowCount(), 0);
}

TEST_F(CellTable, HostIsSaidForEveryBoot) {
  EXPECT_EQ(text(0, CellColumn::Took), "16.4 s");
  EXPECT_EQ(text(0, CellColumn::Attempts), "1");
  EXPECT_EQ(text(0, CellColumn::HostLoad), "3.9");
  EXPECT_EQ(text(0, CellColumn::Waited), "25.0 %");
  EXPECT_EQ(text(2, CellColumn::Took), "");
  EXPECT_EQ(text(2, CellColumn::Waited), "");
}

TEST_F(CellTable, WhatFailedComesFirst_ThenWhatGoesOn) {
  CellLine working = line(cell("stock", 10, CellStatus::Planned));
  working.stage = compare::Stage::Working;
  model_.set_rows({line(cell("stock", 0, CellStatus::Done)), working,
                   line(cell("stock", 2, CellStatus::Hang))});
  filter_.sort(static_cast<int>(CellColumn::Status));
  EXPECT_EQ(text(0, CellColumn::Status), "hang");
  EXPECT_EQ(text(1, CellColumn::Status), "working");
  EXPECT_EQ(text(2, CellColumn::Status), "done");
}

TEST_F(CellTable, NewsKeepTheRowsThatAreInBoth) {
  QAbstractItemModelTester tester(&model_, QAbstractItemModelTester::FailureReportingMode::Fatal);
  int resets = 0;
  QObject::connect(&model_, &QAbstractItemModel::modelReset, [&] { ++resets; });
  const QPersistentModelIndex second = model_.index(1, 0);
  const auto lines = [](int count) {
    std::vector<CellLine> made;
    for (int i = 0; i < count; ++i) made.push_back(line(cell("patched", i, CellStatus::Done)));
    return made;
  };
  for (const int count : {3, 5, 2}) {
    model_.set_rows(lines(count));
    EXPECT_EQ(model_.rowCount(), count);
    EXPECT_EQ(second.row(), 1);
    EXPECT_EQ(text(1, CellColumn::Variant), "patched");
  }
  EXPECT_EQ(resets, 0);
  model_.set_rows({});
  EXPECT_FALSE(second.isValid());
}

}  // namespace
}  // namespace folioscope::models
