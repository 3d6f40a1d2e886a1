// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/run_page.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <QAbstractItemView>
#include <QScrollBar>
#include <QTest>
#include <fstream>

#include "base/lock_state.h"
#include "base/unique_fd.h"
#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

using models::CellColumn;

constexpr int kPageMs = 20'000;

query::MadeRun run_with_trouble() {
  query::MadeRun made = query::made_cma_batching();
  made.cell("drain-only", 5).cell.status = CellStatus::GuestOops;
  made.cell("drain-only", 5).cell.reason = "BUG: Bad page state\nCall Trace:\n <TASK>";
  made.cell("stock", 5).cell.status = CellStatus::Planned;
  made.leave_unfinished();
  return made;
}

QString text(const RunPage& page, int row, CellColumn column) {
  const QAbstractItemModel& model = *page.cells().model();
  return model.data(model.index(row, static_cast<int>(column))).toString();
}

TEST(RunPage, CountsBootsAndEventsOfTheRun) {
  RunPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_EQ(page.title(), "cma-batching");
  EXPECT_EQ(page.done_text(), "12 of 12");
  EXPECT_EQ(page.failed_text(), "0");
  EXPECT_EQ(page.events_text(), "984,336");
  EXPECT_EQ(page.lost_text(), "0");
  EXPECT_EQ(page.accounting_text(), "lost; all events accounted for");
  EXPECT_EQ(page.cells().model()->rowCount(), 12);
  EXPECT_EQ(page.state_text(), "finished, its boots took 2 min 24 s");
  EXPECT_EQ(page.chart().count_text(0), "6 of 6");
  EXPECT_EQ(page.shown_table()->rowCount(), 12);
}

TEST(RunPage, BootThatFailedComesFirstWithItsReasonWhole) {
  RunPage page;
  page.show_run(loaded_run(run_with_trouble()));
  ASSERT_EQ(page.cells().model()->rowCount(), 12);
  EXPECT_EQ(text(page, 0, CellColumn::Status), "guest-oops");
  EXPECT_EQ(text(page, 1, CellColumn::Status), "done");
  EXPECT_EQ(text(page, 11, CellColumn::Status), "planned");
  EXPECT_EQ(page.detail().title(), "drain-only, boot 5: guest-oops");
  EXPECT_EQ(page.detail().reason(), "BUG: Bad page state\nCall Trace:\n <TASK>");
  EXPECT_EQ(page.detail().tab(), "Reason");
  EXPECT_EQ(page.done_text(), "10 of 12");
  EXPECT_EQ(page.failed_text(), "1");
}

TEST(RunPage, FilterAndStatusNarrowTheTable) {
  RunPage page;
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

TEST(RunPage, NewsKeepTheFilterAndDropAStatusThatIsGone) {
  RunPage page;
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

TEST(RunPage, NewsKeepPlaceChosenBootAndAnOpenList) {
  RunPage page;
  page.resize(900, 500);
  page.show();
  const models::RunData run = loaded_run(query::made_cma_batching());
  page.show_run(run);
  page.cells().setCurrentIndex(page.cells().model()->index(8, 0));
  page.cells().verticalScrollBar()->setValue(3);
  const QString chosen = page.detail().title();
  page.status_choice().showPopup();
  page.show_run(std::make_shared<models::LoadedRun>(*run));
  EXPECT_EQ(page.detail().title(), chosen);
  EXPECT_EQ(page.cells().currentIndex().row(), 8);
  EXPECT_EQ(page.cells().verticalScrollBar()->value(), 3);
  EXPECT_TRUE(page.status_choice().view()->isVisible());
  page.status_choice().hidePopup();
}

TEST(RunPage, ColumnsThatAreAlikeForAllBoots_AreNotShown) {
  RunPage page;
  const auto hidden = [&](CellColumn column) {
    return page.cells().isColumnHidden(static_cast<int>(column));
  };
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_TRUE(hidden(CellColumn::Machine));
  EXPECT_TRUE(hidden(CellColumn::Workload));
  EXPECT_TRUE(hidden(CellColumn::Reason));
  query::MadeRun made = run_with_trouble();
  made.add_condition("smp2", "refault");
  page.show_run(loaded_run(made));
  EXPECT_FALSE(hidden(CellColumn::Machine));
  EXPECT_FALSE(hidden(CellColumn::Workload));
  EXPECT_FALSE(hidden(CellColumn::Reason));
}

TEST(RunPage, LossIsCountedOnce) {
  query::MadeRun made = query::made_cma_batching();
  auto& events = made.cell("stock", 0).cpu_accounting[0];
  events.stored -= 250;
  events.lost_dropped = 250;
  RunPage page;
  page.show_run(loaded_run(made));
  EXPECT_EQ(page.lost_text(), "250");
  EXPECT_EQ(text(page, 0, CellColumn::Lost), "250");
  EXPECT_EQ(text(page, 1, CellColumn::Lost), "0");
}

TEST(RunPage, PlaceChoosesItsBoot) {
  RunPage page;
  page.show_run(loaded_run(run_with_trouble()));
  page.status_choice().setCurrentText("guest-oops");
  page.go_to({.page = models::PageId::Run, .cell = CellId{2}});
  EXPECT_EQ(page.detail().title(), "stock, boot 1: done");
}

TEST(RunPage, RunThatNobodyRuns_IsNotCalledLive) {
  RunPage page;
  page.show_run(loaded_run(run_with_trouble()));
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.state_text().contains("resume"); }, kPageMs));
  EXPECT_FALSE(page.state_text().contains("live"));
}

TEST(RunPage, BootsInFlightAreShownWithTheirConsole) {
  const models::RunData run = loaded_run(run_with_trouble());
  const std::filesystem::path dir = run->file.parent_path();
  const UniqueFd lock(::open((dir / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  ASSERT_TRUE(lock_whole(lock.get()));
  std::filesystem::create_directory(dir / "console");
  std::ofstream(dir / "console/6.log") << "Linux version 6.1\n";
  RunPage page;
  page.show_run(run);
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.under_way_text() == "1"; }, kPageMs));
  EXPECT_TRUE(page.state_text().contains("followed live"));
  EXPECT_EQ(text(page, 1, CellColumn::Status), "booting");
  page.go_to({.page = models::PageId::Run, .cell = CellId{6}});
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return page.detail().console().text().toPlainText().contains("6.1"); }, kPageMs));
}

}  // namespace
}  // namespace folioscope::pages
