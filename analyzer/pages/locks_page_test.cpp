// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/locks_page.h"

#include <gtest/gtest.h>

#include <QTest>

#include "testing/loaded_run.h"
#include "testing/made_references.h"

namespace folioscope::pages {
namespace {

TEST(LocksPage, OffersTheBlocksAndDrawsTheFirstDistribution) {
  LocksPage page;
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(page.has_chart());
  EXPECT_EQ(page.block_choice().count(), 5);
  EXPECT_EQ(page.shown_distribution(), "held, by class of holder: all");
  EXPECT_FALSE(page.chart().steps(0).isEmpty());
  EXPECT_FALSE(page.chart().steps(1).isEmpty());
  EXPECT_EQ(page.numbers().model()->rowCount(), 8);  // four classes, two variants
  EXPECT_TRUE(page.note().contains("releases without a start 2.5 / 2.5"));
}

TEST(LocksPage, SelectedRowIsDrawn) {
  LocksPage page;
  page.show_run(loaded_run(query::made_references()));
  const auto before = page.chart().steps(0);
  page.choose_row(2);
  EXPECT_EQ(page.shown_distribution(), "held, by class of holder: migration");
  EXPECT_NE(page.chart().steps(0), before);
}

TEST(LocksPage, AnotherBlockIsShownWhole) {
  LocksPage page;
  page.show_run(loaded_run(query::made_references()));
  page.choose_row(7);
  page.block_choice().setCurrentIndex(page.block_choice().findText("queues, at every wake-up"));
  EXPECT_EQ(page.numbers().model()->rowCount(), 4);
  EXPECT_TRUE(page.shown_distribution().startsWith("queues, at every wake-up: "));
}

TEST(LocksPage, RunWithoutPageLocks_SaysWhatWouldShowThem) {
  LocksPage page;
  page.show_run(loaded_run(query::made_references()));
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_FALSE(page.has_chart());
  EXPECT_TRUE(page.missing().message().contains("page_lock"));
  EXPECT_EQ(page.numbers().model()->rowCount(), 0);
  EXPECT_EQ(page.shown_picture(), nullptr);
}

TEST(LocksPage, PictureAndNumbersRestOnTheSame) {
  LocksPage page;
  page.show_run(loaded_run(query::made_references()));
  // 400 samples in a boot, in the picture as in the table.
  double sum = 0;
  const QList<QPointF> steps = page.chart().steps(0);
  for (qsizetype i = 0; i + 1 < steps.size(); ++i)
    if (steps[i].y() > 0 && steps[i].y() == steps[i + 1].y() && steps[i].x() < steps[i + 1].x())
      sum += steps[i].y();
  EXPECT_DOUBLE_EQ(sum, 400);
  const QAbstractItemModel& numbers = *page.numbers().model();
  EXPECT_EQ(numbers.index(0, static_cast<int>(models::LockColumn::PerBoot)).data(), "400.0");
  page.basis_choice().setCurrentIndex(1);
  EXPECT_EQ(page.chart().height_title(), "of a boot's samples, mean");
}

TEST(LocksPage, LongestHoldsLeadToTheTimeline) {
  query::MadeRun made = query::made_references();
  store::CellRecord& cell = made.cell("drain-only", 2);
  store::IntervalRow hold{.id = 1,
                          .pfn = 0x2000,
                          .begin = {5'000'000},
                          .end = {65'000'000},
                          .holder_class = "migration",
                          .stack = 1,
                          .waiters = 2};
  cell.page_rows.locks.push_back(hold);
  hold.id = 2;
  hold.end = {6'000'000};
  cell.page_rows.locks.push_back(hold);
  LocksPage page;
  page.show_run(loaded_run(made));
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.holds().model()->rowCount() == 2; }));
  const auto shown = [&](int row, models::HoldColumn column) {
    return page.holds().model()->index(row, static_cast<int>(column)).data().toString();
  };
  EXPECT_EQ(shown(0, models::HoldColumn::Held), "60 ms");
  EXPECT_EQ(shown(0, models::HoldColumn::Variant), "drain-only");
  EXPECT_EQ(shown(0, models::HoldColumn::Boot), "2");
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.history().moments().model()->rowCount() == 2; }));
  std::optional<models::Place> pointed;
  QObject::connect(&page, &Page::pointed_at, [&](const models::Place& place) { pointed = place; });
  Q_EMIT page.holds().activated(page.holds().model()->index(0, 0));
  ASSERT_TRUE(pointed);
  EXPECT_EQ(pointed->page, models::PageId::Timeline);
  EXPECT_EQ(pointed->cell, cell.cell.id);
  EXPECT_EQ(pointed->pfn, 0x2000u);
  EXPECT_LT(pointed->begin->ns, 5'000'000u);
  EXPECT_GT(pointed->end->ns, 65'000'000u);
}

TEST(LocksPage, RunWithoutIntervals_SaysWhatMakesThem) {
  LocksPage page;
  page.show_run(loaded_run(query::made_references()));
  ASSERT_TRUE(QTest::qWaitFor([&] { return !page.holds_caption().isEmpty(); }));
  EXPECT_TRUE(page.holds_caption().contains("folioscope derive"));
}

}  // namespace
}  // namespace folioscope::pages
