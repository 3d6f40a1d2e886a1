// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/lock_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

#include "testing/hostile_names.h"

namespace folioscope::models {
namespace {

TEST(LockTable, HasARowForEveryVariantAndNoNumbersWhereThereIsNoSample) {
  compare::LockRow row{.name = "lock_hold_split", .title = "split", .unit = "ns"};
  row.p50.variants.resize(2);
  row.p50.variants[0] = {.variant = "stock", .outcome = compare::Outcome::Baseline};
  row.p50.variants[1] = {.variant = "patched"};
  row.variants = {{.boots = 4, .per_boot = 12.5, .p50 = 2'050, .p90 = 3e4, .p99 = 4e4, .largest = 5e6}, {}};
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
  EXPECT_EQ(text(1, LockColumn::PerBoot), "–");
  EXPECT_EQ(text(1, LockColumn::P50), "");
  EXPECT_EQ(text(1, LockColumn::Outcome), "no data");
}

TEST(LockTable, BootsWithoutSuchAHold_HaveNone) {
  compare::LockRow row{.name = "lock_hold_split", .title = "split", .unit = "ns"};
  row.p50.variants.resize(1);
  row.variants = {{.boots = 4}};
  LockModel model(lock_columns());
  model.set_rows(lock_cells({"held, by class of holder", {row}}));
  EXPECT_EQ(model.index(0, static_cast<int>(LockColumn::PerBoot)).data().toString(), "0.0");
}

TEST(LockTable, NamesOfAnyLengthStayInTheirCells) {
  for (const std::string& name : query::hostile_names()) {
    compare::LockRow row{.name = name, .title = name, .unit = "ns"};
    row.p50.variants.resize(1);
    row.p50.variants[0].variant = name;
    row.variants.resize(1);
    LockModel model(lock_columns());
    const QAbstractItemModelTester tester(&model);
    model.set_rows(lock_cells({name, {row}}));
    for (const auto column : {LockColumn::What, LockColumn::Variant}) {
      const QString text = model.index(0, static_cast<int>(column)).data().toString();
      EXPECT_LE(text.size(), kCellLength);
      EXPECT_FALSE(text.contains('\n'));
    }
  }
}

}  // namespace
}  // namespace folioscope::models
