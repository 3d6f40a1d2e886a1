// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/locks_page.h"

#include <gtest/gtest.h>

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
  EXPECT_EQ(page.numbers().model()->rowCount(), 0);
}

}  // namespace
}  // namespace folioscope::pages
