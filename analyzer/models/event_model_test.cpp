// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <array>

namespace folioscope::models {
namespace {

EventRow event_at(std::int64_t time_ns) {
  return {.cell = {1},
          .cpu = 3,
          .time_ns = time_ns,
          .system = "page_lock",
          .name = "folio_wake",
          .pid = 77,
          .fields = "pfn=0x1f400 <b>count</b>=2"};
}

class EventTable : public ::testing::Test {
 protected:
  QString cell(int row, EventColumn column, int role = Qt::DisplayRole) const {
    return model_.data(model_.index(row, static_cast<int>(column)), role).toString();
  }

  EventModel model_;
  QAbstractItemModelTester tester_{&model_, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(EventTable, HasARowForEachEventWithTheTimeSinceTheOneAbove) {
  model_.set_events({event_at(5'262'583'000), event_at(5'262'585'050)});
  ASSERT_EQ(model_.rowCount(), 2);
  EXPECT_EQ(cell(0, EventColumn::Time), "5.262583");
  EXPECT_EQ(cell(0, EventColumn::Delta), "");
  EXPECT_EQ(cell(1, EventColumn::Delta), "+2.05 us");
  EXPECT_EQ(cell(1, EventColumn::Cpu), "3");
  EXPECT_EQ(cell(1, EventColumn::Event), "page_lock.folio_wake");
  EXPECT_EQ(cell(1, EventColumn::Pid), "77");
  EXPECT_EQ(cell(1, EventColumn::Fields), "pfn=0x1f400 <b>count</b>=2");
}

TEST_F(EventTable, AGuestsTextIsNoHtml) {
  model_.set_events({event_at(1)});
  EXPECT_TRUE(cell(0, EventColumn::Fields, Qt::ToolTipRole).contains("&lt;b&gt;count&lt;/b&gt;"));
}

TEST_F(EventTable, AnEventWithoutAFormatIsStillARow) {
  model_.set_events({{.time_ns = 1}});
  EXPECT_EQ(cell(0, EventColumn::Event), "(no format)");
  EXPECT_EQ(cell(0, EventColumn::Pid), "");
}

TEST_F(EventTable, OtherEventsAreNotTakenForTheSameOnes) {
  model_.set_events({event_at(1), event_at(2)});
  const QPersistentModelIndex chosen = model_.index(1, 0);
  model_.set_events({event_at(8), event_at(9)});
  EXPECT_FALSE(chosen.isValid());
}

TEST_F(EventTable, FindsTheRowAtATime) {
  EXPECT_EQ(model_.row_at(5), -1);
  model_.set_events({event_at(10), event_at(20), event_at(20), event_at(30)});
  EXPECT_EQ(model_.row_at(5), 0);
  EXPECT_EQ(model_.row_at(10), 0);
  EXPECT_EQ(model_.row_at(29), 2);
  EXPECT_EQ(model_.row_at(99), 3);
}

TEST_F(EventTable, ChosenRowsBecomeLinesWithTabs) {
  model_.set_events({event_at(1), event_at(2)});
  EXPECT_EQ(model_.tab_separated(std::array{1}),
            "time_ns\tcpu\tevent\tpid\tfields\n"
            "2\t3\tpage_lock.folio_wake\t77\tpfn=0x1f400 <b>count</b>=2\n");
}

}  // namespace
}  // namespace folioscope::models
