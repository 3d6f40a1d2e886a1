// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/answer_page.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

TEST(AnswerPage, SaysWhatEachVariantChanged) {
  query::MadeRun made = query::made_cma_batching();
  made.run().about = {{"question", "Is draining enough?"}, {"headline", "cma_failure_rate"}};
  AnswerPage page;
  page.show_run(loaded_run(made));
  EXPECT_EQ(page.title(), "cma-batching");
  EXPECT_EQ(page.question(), "Is draining enough?");
  EXPECT_TRUE(page.answers().contains("drain-only: regressed"));
  EXPECT_TRUE(page.answers().contains("3 of 3 blocks agree"));
  EXPECT_TRUE(page.notices().contains("emulated (TCG)"));
  EXPECT_EQ(page.forest().row_count(), 1u);
}

TEST(AnswerPage, TextOfAGuestIsNoMarkup) {
  query::MadeRun made = query::made_cma_batching();
  made.cell("drain-only", 5).cell.status = CellStatus::GuestOops;
  made.cell("drain-only", 5).cell.reason = "<b>BUG</b> & <img src='x'>";
  AnswerPage page;
  page.show_run(loaded_run(made));
  EXPECT_TRUE(page.notices().contains("<b>BUG</b> & <img src='x'>"));
}

TEST(AnswerPage, RowOfThePlotPointsAtItsMetric) {
  AnswerPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  models::Place pointed;
  QObject::connect(&page, &Page::pointed_at, [&](const models::Place& place) { pointed = place; });
  QTest::keyClick(&page.forest(), Qt::Key_End);
  QTest::keyClick(&page.forest(), Qt::Key_Return);
  EXPECT_EQ(pointed.page, models::PageId::Compare);
  EXPECT_EQ(pointed.metric, "migrate_success_ratio");
  EXPECT_EQ(pointed.condition, 0u);
}

TEST(AnswerPage, ConditionIsChosenWhereThereAreSeveral) {
  query::MadeRun made = query::made_cma_batching();
  AnswerPage page;
  page.show_run(loaded_run(made));
  EXPECT_FALSE(page.chooses_condition());
  made.add_condition("numa2", "cma-churn");
  made.metric("numa2", "cma-churn", "stock", "cma_failure_rate", "ratio", {0, 0});
  made.metric("numa2", "cma-churn", "drain-only", "cma_failure_rate", "ratio", {0, 0});
  page.show_run(loaded_run(made));
  ASSERT_TRUE(page.chooses_condition());
  EXPECT_EQ(page.condition_choice().currentText(), "smp8, cma-churn");
  EXPECT_EQ(page.forest().row_count(), 4u);
  page.condition_choice().setCurrentIndex(1);
  EXPECT_EQ(page.forest().row_count(), 1u);
  EXPECT_EQ(page.shown_table()->rowCount(), 1);
}

TEST(AnswerPage, RunWithoutNumbers_SaysSo) {
  AnswerPage page;
  page.show_run(loaded_run(query::MadeRun({"stock", "patched"}, 1)));
  EXPECT_TRUE(page.answers().contains("No boot has given a number yet."));
  EXPECT_EQ(page.forest().row_count(), 0u);
}

}  // namespace
}  // namespace folioscope::pages
