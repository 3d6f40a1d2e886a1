// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/overview_page.h"

#include <gtest/gtest.h>

#include <QTest>

#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

using models::CellColumn;

query::MadeRun run_with_trouble() {
  query::MadeRun made = query::made_cma_batching();
  made.cell("drain-only", 5).cell.status = CellStatus::GuestOops;
  made.cell("drain-only", 5).cell.reason = "BUG: Bad page state";
  made.cell("stock", 5).cell.status = CellStatus::Planned;
  made.leave_unfinished();
  return made;
}

QString text(const OverviewPage& page, int row, CellColumn column) {
  const QAbstractItemModel& model = *page.cells().model();
  return model.data(model.index(row, static_cast<int>(column))).toString();
}

TEST(OverviewPage, CountsBootsAndEventsOfTheRun) {
  OverviewPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_EQ(page.title(), "cma-batching");
  EXPECT_EQ(page.done_text(), "12 of 12");
  EXPECT_EQ(page.failed_text(), "0");
  EXPECT_EQ(page.events_text(), "984,336");
  EXPECT_EQ(page.lost_text(), "0");
  EXPECT_EQ(page.accounting_text(), "lost; all events accounted for");
  EXPECT_EQ(page.cells().model()->rowCount(), 12);
}

TEST(OverviewPage, QuestionAndOutcomeOfTheReportComeFirst) {
  query::MadeRun made = query::made_cma_batching();
  made.run().about = {{"question", "Is draining enough?"}, {"headline", "cma_failure_rate"}};
  OverviewPage page;
  page.show_run(loaded_run(made));
  EXPECT_EQ(page.fact_text("question"), "Is draining enough?");
  EXPECT_TRUE(page.fact_text("outcome").contains("cma_failure_rate"));
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_EQ(page.fact_text("question"), "");
  EXPECT_TRUE(page.fact_text("outcome").contains("drain-only"));
}

TEST(OverviewPage, TableHasEveryBootWithItsStatus) {
  OverviewPage page;
  page.show_run(loaded_run(run_with_trouble()));
  ASSERT_EQ(page.cells().model()->rowCount(), 12);
  EXPECT_EQ(text(page, 0, CellColumn::Variant), "stock");
  EXPECT_EQ(text(page, 0, CellColumn::Status), "done");
  EXPECT_EQ(text(page, 5, CellColumn::Status), "planned");
  EXPECT_EQ(text(page, 11, CellColumn::Status), "guest-oops");
  EXPECT_EQ(page.done_text(), "10 of 12");
  EXPECT_EQ(page.failed_text(), "1");
}

TEST(OverviewPage, FilterAndStatusNarrowTheTable) {
  OverviewPage page;
  page.show_run(loaded_run(run_with_trouble()));
  QTest::keyClicks(&page.filter(), "drain");
  EXPECT_EQ(page.cells().model()->rowCount(), 6);
  EXPECT_EQ(page.shown_text(), "6 shown");
  page.status_choice().setCurrentText("guest-oops");
  EXPECT_EQ(page.cells().model()->rowCount(), 1);
  page.status_choice().setCurrentIndex(0);
  page.filter().clear();
  EXPECT_EQ(page.cells().model()->rowCount(), 12);
}

TEST(OverviewPage, NewsKeepTheFilterAndDropAStatusThatIsGone) {
  OverviewPage page;
  page.show_run(loaded_run(run_with_trouble()));
  page.status_choice().setCurrentText("done");
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_EQ(page.status_choice().currentText(), "done");
  EXPECT_EQ(page.cells().model()->rowCount(), 12);

  page.show_run(loaded_run(run_with_trouble()));
  page.status_choice().setCurrentText("planned");
  EXPECT_EQ(page.cells().model()->rowCount(), 1);
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_EQ(page.status_choice().currentText(), "every status");
  EXPECT_EQ(page.cells().model()->rowCount(), 12);
}

TEST(OverviewPage, LossIsCountedOnce) {
  query::MadeRun made = query::made_cma_batching();
  auto& events = made.cell("stock", 0).cpu_accounting[0];
  events.stored -= 250;
  events.lost_dropped = 250;
  OverviewPage page;
  page.show_run(loaded_run(made));
  EXPECT_EQ(page.lost_text(), "250");
  EXPECT_EQ(text(page, 0, CellColumn::Lost), "250");
  EXPECT_EQ(text(page, 1, CellColumn::Lost), "0");
}

}  // namespace
}  // namespace folioscope::pages
