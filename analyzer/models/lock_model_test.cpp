// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lock_model.h"

#include <gtest/gtest.h>

namespace folioscope::models {
namespace {

TEST(LockTable, HasARowForEveryVariantAndNoNumbersWhereThereIsNoSample) {
  compare::LockRow row{.name = "lock_hold_split", .title = "split", .unit = "ns"};
  row.p50.variants.resize(2);
  row.p50.variants[0] = {.variant = "stock", .outcome = compare::Outcome::Baseline};
  row.p50.variants[1] = {.variant = "patched"};
  row.variants = {{.per_boot = 12.5, .p50 = 2'050, .p90 = 3e4, .p99 = 4e4, .largest = 5e6}, {}};
  LockModel model(lock_columns());
  model.set_rows(lock_cells({"held, by class of holder", {row}}));
  ASSERT_EQ(model.rowCount(), 2);
  const auto text = [&](int at, LockColumn column) {
    return model.data(model.index(at, static_cast<int>(column)), Qt::DisplayRole).toString();
  };
  EXPECT_EQ(text(0, LockColumn::What), "split");
  EXPECT_EQ(text(1, LockColumn::What), "");
  EXPECT_EQ(text(0, LockColumn::PerBoot), "12.5");
  EXPECT_EQ(text(0, LockColumn::P50), "2.05 us");
  EXPECT_EQ(text(0, LockColumn::Max), "5 ms");
  EXPECT_EQ(text(1, LockColumn::PerBoot), "0.0");
  EXPECT_EQ(text(1, LockColumn::P50), "");
  EXPECT_EQ(text(1, LockColumn::Outcome), "no data");
}

}  // namespace
}  // namespace folioscope::models
