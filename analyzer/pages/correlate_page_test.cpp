// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/correlate_page.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <fstream>
#include <memory>
#include <sstream>

#include "testing/loaded_run.h"
#include "testing/made_operations.h"

namespace folioscope::pages {
namespace {

constexpr int kCorrelateMs = 20'000;

class Correlate : public ::testing::Test {
 protected:
  bool settled() {
    return QTest::qWaitFor([this] { return !page_.busy(); }, kCorrelateMs);
  }
  void show(const query::MadeRun& made) {
    page_.resize(1200, 800);
    page_.show_run(loaded_run(made));
    ASSERT_TRUE(settled());
  }
  void choose(QComboBox& choice, const char* quantity) {
    choice.setCurrentIndex(choice.findData(quantity));
  }
  int dot_of(std::size_t position, std::int64_t operation) {
    const auto& dots = page_.scatter().dots();
    for (std::size_t i = 0; i < dots.size(); ++i)
      if (dots[i].position == position && dots[i].operation && dots[i].operation->id == operation)
        return static_cast<int>(i);
    return -1;
  }
  CorrelatePage page_;
};

TEST_F(Correlate, DrawsEachOperationAndSaysWhatGoesTogether) {
  show(query::made_operations());
  ASSERT_TRUE(page_.has_chart());
  EXPECT_EQ(page_.scatter().dots().size(), 80U);
  EXPECT_EQ(page_.numbers().model()->rowCount(), 2);
  EXPECT_TRUE(page_.says().startsWith("stock: rho +1.00 [+1.00, +1.00]: they rise together."));
  EXPECT_TRUE(page_.says().contains("rho of drain-only less that of stock: "));
  EXPECT_EQ(page_.rates().dots(0).size(), 2);
  EXPECT_NE(page_.shown_table(), nullptr);
  EXPECT_NE(page_.shown_picture(), nullptr);
}

TEST_F(Correlate, SaysAtAGlanceWhatTheFailuresMet) {
  show(query::made_operations());
  EXPECT_EQ(page_.met().sentences(),
            "stock: 12 of 12 failures (100.0 %) met a page whose lock the migrating task itself "
            "held, with a reference of page_lock_waiter.\n"
            "drain-only: 40 of 40 failures (100.0 %) met a page whose lock the migrating task "
            "itself held, with a reference of lru_batch.");
  EXPECT_EQ(page_.met().rows().rowCount(), 2);
}

TEST_F(Correlate, ARowOfThatListsItsFailures_AndAFailureOpensItsOperation) {
  show(query::made_operations());
  EXPECT_FALSE(page_.met().failures_view().isVisibleTo(&page_.met()));
  page_.met().table_view().selectRow(0);
  ASSERT_TRUE(settled());
  EXPECT_TRUE(page_.met().failures_view().isVisibleTo(&page_.met()));
  ASSERT_EQ(page_.met().failures().rowCount(), 12);
  Q_EMIT page_.met().failures_view().activated(page_.met().failures().index(4, 0));
  ASSERT_TRUE(settled());
  EXPECT_TRUE(page_.shows_operation());
  EXPECT_TRUE(page_.operation().title().startsWith("stock, boot 1, operation 5: cma_alloc failed"))
      << page_.operation().title().toStdString();
}

TEST_F(Correlate, ADotOpensItsOperationAsLanes_AndPointsAtTheTimeline) {
  show(query::made_operations());
  page_.scatter().set_current(dot_of(0, 5));
  QTest::keyClick(&page_.scatter(), Qt::Key_Return);
  ASSERT_TRUE(settled());
  ASSERT_TRUE(page_.shows_operation());
  const query::OperationPages& pages = page_.operation().lanes().shown();
  ASSERT_EQ(pages.pages.size(), 2U);
  EXPECT_EQ(pages.pages[0].failures.size(), 3U);
  EXPECT_EQ(pages.pages[1].locks[0].holder_class, "read_io");
  QSignalSpy pointed(&page_, &Page::pointed_at);
  page_.operation().timeline_button().click();
  ASSERT_EQ(pointed.size(), 1);
  const auto place = pointed[0][0].value<models::Place>();
  EXPECT_EQ(place.page, models::PageId::Timeline);
  EXPECT_EQ(place.cell, CellId{1});
  EXPECT_EQ(place.operation, 5);
  EXPECT_EQ(place.begin, pages.operation.begin);
  EXPECT_EQ(place.end, pages.operation.end);
  QTest::keyClick(&page_.operation(), Qt::Key_Escape);
  EXPECT_FALSE(page_.shows_operation());
}

TEST_F(Correlate, AnOperationThatMetNobodySaysSo) {
  show(query::made_operations());
  Q_EMIT page_.scatter().opened(dot_of(0, 1));
  ASSERT_TRUE(settled());
  EXPECT_TRUE(page_.operation().note().startsWith("No page of it failed"));
}

TEST_F(Correlate, OtherQuantitiesAndBootsAsDots) {
  show(query::made_operations());
  choose(page_.x_choice(), "longest_lock");
  choose(page_.y_choice(), "latency");
  ASSERT_TRUE(settled());
  EXPECT_EQ(page_.scatter().axis_title(Qt::Horizontal), "longest lock hold by others");
  page_.dot_choice().setCurrentIndex(1);
  EXPECT_EQ(page_.scatter().dots().size(), 8U);
  Q_EMIT page_.scatter().opened(2);
  EXPECT_EQ(page_.dot_choice().currentIndex(), 0) << "its operations, one by one";
  EXPECT_EQ(page_.scatter().dots()[static_cast<std::size_t>(page_.scatter().current())].boot, 2);
}

TEST_F(Correlate, GoesToAConditionAMetricAndAnOperation) {
  query::MadeRun made = query::made_operations();
  made.add_condition("numa2", "cma-churn");
  for (int boot = 0; boot < 4; ++boot)
    made.cell("numa2", "cma-churn", "stock", boot).operations = made.cell("stock", boot).operations;
  page_.go_to({.page = models::PageId::Correlate, .condition = 1, .metric = "cma_latency_p95"});
  show(made);
  EXPECT_EQ(page_.scatter().dots().size(), 40U);
  EXPECT_EQ(page_.y_choice().currentData().toString(), "latency");
  EXPECT_EQ(page_.x_choice().currentData().toString(), "reference_time");
  page_.go_to({.page = models::PageId::Correlate, .metric = "lock_hold_p50"});
  EXPECT_EQ(page_.x_choice().currentData().toString(), "longest_lock");
  page_.go_to({.page = models::PageId::Correlate, .cell = CellId{2}, .operation = 5});
  ASSERT_TRUE(settled());
  EXPECT_TRUE(page_.operation().title().startsWith("stock, boot 1, operation 5: "));
}

TEST_F(Correlate, NewsKeepWhatWasChosenAndOpened) {
  const models::RunData run = loaded_run(query::made_operations());
  page_.show_run(run);
  ASSERT_TRUE(settled());
  choose(page_.x_choice(), "locks");
  page_.met().table_view().selectRow(1);
  Q_EMIT page_.scatter().opened(dot_of(0, 5));
  ASSERT_TRUE(settled());
  page_.show_run(std::make_shared<models::LoadedRun>(*run));
  ASSERT_TRUE(settled());
  EXPECT_EQ(page_.x_choice().currentData().toString(), "locks");
  ASSERT_NE(page_.met().chosen_cell(), nullptr);
  EXPECT_EQ(page_.met().chosen_cell()->variant, "drain-only");
  EXPECT_TRUE(page_.shows_operation());
}

TEST_F(Correlate, WithoutOperationsItSaysWhichEventsToAdd) {
  show(query::made_operations());
  show(query::made_cma_batching());
  EXPECT_FALSE(page_.has_chart());
  EXPECT_TRUE(page_.missing().message().contains(
      "The events of the groups migrate, migrate_attempt, failures and page_lock would show it"))
      << page_.missing().message().toStdString();
  EXPECT_EQ(page_.shown_table(), nullptr);
}

TEST_F(Correlate, WithoutOperationsItOffersTheExperimentWithTheirEvents) {
  query::MadeRun made = query::made_cma_batching();
  made.run().spec_text = "name: a\nevents: [cma, failures]\n";
  show(made);
  ASSERT_TRUE(page_.missing().write_button().isVisibleTo(&page_));
  const TempDir dir = *TempDir::create("copy");
  const std::string file = (dir / "more.yaml").string();
  ASSERT_TRUE(page_.missing().write_copy(QString::fromStdString(file)).ok());
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  EXPECT_NE(text.str().find("[migrate, migrate_attempt, page_lock, cma, failures]"),
            std::string::npos)
      << text.str();
}

TEST_F(Correlate, WithoutLocksItSaysWhichEventsToAdd) {
  query::MadeRun made = query::made_operations();
  for (store::CellRecord& cell : made.cells()) cell.page_rows.locks.clear();
  show(made);
  EXPECT_TRUE(page_.met().sentences().contains("whose lock was not seen to be held"));
  EXPECT_TRUE(page_.met().note().contains("page_lock"));
}

}  // namespace
}  // namespace folioscope::pages
