// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/failure_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

#include "testing/hostile_names.h"

namespace folioscope::models {
namespace {

template <class Model, class ColumnName>
QString shown_at(const Model& model, int row, ColumnName column) {
  return model.index(row, static_cast<int>(column)).data().toString();
}

FailureRow failure_row() {
  FailureRow row;
  row.boot = {{3}, "drain-only", 1, 2};
  row.failure.failure = {.id = 7,
                         .time = {8'921'213'090},
                         .kind = "not_on_lru",
                         .pfn = 127629,
                         .seen = 4,
                         .expected = 2,
                         .attribution = "named"};
  row.failure.holder.holder_class = "lru_batch";
  row.failure.holder.comm = "cat";
  row.failure.holder.pid = 96;
  row.failure.holder.age_ns = 75'142'790;
  row.failure.holder.evidence = "found in the activate batch of CPU 0";
  return row;
}

TEST(FailureTable, SaysBootTimePageReferencesAndHolder) {
  FailureModel model(failure_columns());
  const QAbstractItemModelTester tester(&model);
  model.set_rows({failure_row()});
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Variant), "drain-only");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Boot), "2");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Time), "8.921213 s");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Page), "0x1f28d");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::References), "4 / 2");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Kind), "not on lru");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Class), "lru_batch");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Task), "cat (96)");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Age), "75.1 ms");
  EXPECT_EQ(shown_at(model, 0, FailureColumn::Named), "named");
}

TEST(FailureTable, WithoutAHolder_HasEmptyCells) {
  FailureModel model(failure_columns());
  FailureRow row = failure_row();
  row.failure.holder = {};
  model.set_rows({row});
  for (const auto column : {FailureColumn::Class, FailureColumn::Task, FailureColumn::Age})
    EXPECT_EQ(shown_at(model, 0, column), "");
}

TEST(MomentTable, TimesAreRelativeToWhatWasChosen) {
  MomentModel model(moment_columns());
  const QAbstractItemModelTester tester(&model);
  using Kind = query::PageMoment::Kind;
  const GuestTime around{5'000'000};
  model.set_rows({{{.kind = Kind::Lock,
                    .begin = {2'000'000},
                    .end = GuestTime{6'000'000},
                    .what = "fault",
                    .pid = 12,
                    .waiters = 2,
                    .waited_ns = 3'500'000,
                    .frames = "a;b;c;d"},
                   around},
                  {{.kind = Kind::Failure, .begin = around, .what = "freeze"}, around},
                  {{.kind = Kind::Event, .begin = {5'001'500}, .what = "folio_wake"}, around}});
  EXPECT_EQ(shown_at(model, 0, MomentColumn::Time), "-3 ms");
  EXPECT_EQ(shown_at(model, 0, MomentColumn::Length), "4 ms");
  EXPECT_EQ(shown_at(model, 0, MomentColumn::What), "page lock held");
  EXPECT_EQ(shown_at(model, 0, MomentColumn::Task), "pid 12");
  EXPECT_EQ(shown_at(model, 0, MomentColumn::Waiters), "2, 3.50 ms");
  EXPECT_EQ(shown_at(model, 0, MomentColumn::Stack), "a < b < c < d");
  EXPECT_EQ(shown_at(model, 1, MomentColumn::Time), "0");
  EXPECT_EQ(shown_at(model, 1, MomentColumn::What), "not migrated");
  EXPECT_EQ(shown_at(model, 2, MomentColumn::Time), "+1.50 us");
  EXPECT_EQ(shown_at(model, 2, MomentColumn::Length), "");
}

TEST(HoldTable, SaysHowLongByWhomAndWhoWaited) {
  HoldModel model(hold_columns());
  const QAbstractItemModelTester tester(&model);
  HoldRow row;
  row.boot = {{3}, "stock", 0, 5};
  row.hold.hold = {.id = 1,
                   .pfn = 16,
                   .begin = {1'000'000},
                   .end = {51'000'000},
                   .holder_class = "migration",
                   .pid = 4,
                   .comm = "kcompactd0",
                   .waiters = 3,
                   .waited_ns = 90'000'000};
  row.hold.frames = "a;b";
  HoldRow other = row;
  other.hold.hold.end = {500};  // of a file that lies
  other.hold.hold.waiters = 0;
  model.set_rows({row, other});
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Held), "50 ms");
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Class), "migration");
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Task), "kcompactd0 (4)");
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Page), "0x10");
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Waiters), "3");
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Waited), "90 ms");
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Begin), "0.001000 s");
  EXPECT_EQ(shown_at(model, 0, HoldColumn::Stack), "a < b");
  EXPECT_EQ(shown_at(model, 1, HoldColumn::Held), "0 ns");
  EXPECT_EQ(shown_at(model, 1, HoldColumn::Waited), "");
}

TEST(SingleThings, NamesOfAnyLengthStayInTheirCells) {
  for (const std::string& name : query::hostile_names()) {
    FailureRow failure = failure_row();
    failure.boot.variant = failure.failure.holder.comm = failure.failure.failure.kind =
        failure.failure.failure.attribution = failure.failure.holder.evidence = name;
    MomentRow moment;
    moment.moment.what = moment.moment.comm = moment.moment.frames = name;
    HoldRow hold;
    hold.boot.variant = hold.hold.hold.comm = hold.hold.frames = name;
    FailureModel failures(failure_columns());
    failures.set_rows({failure});
    MomentModel moments(moment_columns());
    moments.set_rows({moment});
    HoldModel holds(hold_columns());
    holds.set_rows({hold});
    for (const QAbstractItemModel* model :
         std::initializer_list<QAbstractItemModel*>{&failures, &moments, &holds})
      for (int column = 0; column < model->columnCount(); ++column) {
        const QModelIndex at = model->index(0, column);
        EXPECT_LE(at.data().toString().size(), kCellLength);
        EXPECT_FALSE(at.data().toString().contains('\n'));
        EXPECT_FALSE(at.data(Qt::ToolTipRole).toString().contains("<b>"));
        EXPECT_LE(at.data(Qt::ToolTipRole).toString().size(), 6 * kDetailLength);
      }
  }
}

TEST(BootNames, CellThatTheRunDoesNotHave_HasNoVariant) {
  EXPECT_EQ(boot_name({}, {7}).variant, "");
}

}  // namespace
}  // namespace folioscope::models
