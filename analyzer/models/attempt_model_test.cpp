// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/attempt_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

namespace folioscope::models {
namespace {

TEST(AttemptTable, SaysWhatTheHostGaveAndNothingWhereItWasNotMeasured) {
  AttemptModel model(attempt_columns());
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.set_rows({{.attempt = 1,
                   .status = CellStatus::HostError,
                   .reason = "QEMU ended <unexpectedly>",
                   .started = HostTime{0},
                   .host = {.qemu_ran = 1500, .qemu_end = "signal 9 (Killed)"}},
                  {.attempt = 2,
                   .status = CellStatus::Done,
                   .started = HostTime{0},
                   .finished = HostTime{9'000'000'000},
                   .host = {.cpu_pressure = 700}}});
  const auto shown = [&](int row, AttemptColumn column, int role = Qt::DisplayRole) {
    return model.data(model.index(row, static_cast<int>(column)), role).toString();
  };
  EXPECT_EQ(shown(0, AttemptColumn::Status), "host-error");
  EXPECT_EQ(shown(0, AttemptColumn::Ran), "1.5 s");
  EXPECT_EQ(shown(0, AttemptColumn::Took), "");
  EXPECT_EQ(shown(0, AttemptColumn::CpuPressure), "");
  EXPECT_EQ(shown(0, AttemptColumn::End), "signal 9 (Killed)");
  EXPECT_TRUE(shown(0, AttemptColumn::Reason, Qt::ToolTipRole).contains("&lt;unexpectedly&gt;"));
  EXPECT_EQ(shown(1, AttemptColumn::Took), "9.0 s");
  EXPECT_EQ(shown(1, AttemptColumn::CpuPressure), "700 ms");
}

}  // namespace
}  // namespace folioscope::models
