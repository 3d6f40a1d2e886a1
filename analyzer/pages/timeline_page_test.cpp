// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/timeline_page.h"

#include <gtest/gtest.h>

#include <QTest>
#include <cstdint>
#include <vector>

#include "testing/loaded_run.h"
#include "testing/made_timeline.h"

namespace folioscope::pages {
namespace {

using query::kMs;

class TimelinePageTest : public testing::Test {
 protected:
  void SetUp() override {
    page_.resize(1'100, 800);
    page_.show_run(run_);
    ASSERT_TRUE(comes_to_rest());
  }
  bool comes_to_rest() {
    return QTest::qWaitFor([&] { return page_.data().outline() != nullptr && !page_.busy(); });
  }
  void type(QLineEdit& line, const QString& text) {
    line.setText(text);
    Q_EMIT line.editingFinished();
  }

  models::RunData run_ = loaded_run(query::made_timeline());
  TimelinePage page_;
};

TEST_F(TimelinePageTest, OffersTheBootsThatHaveEvents_AndShowsTheFirst) {
  ASSERT_EQ(page_.boots().count(), 1);
  EXPECT_EQ(page_.boots().currentText(), "stock, boot 0 (smp8, cma-churn)");
  EXPECT_TRUE(page_.caption().startsWith("2006 events on 2 CPUs"))
      << page_.caption().toStdString();
  EXPECT_TRUE(page_.caption().contains("1 operation, 1 of them failed"));
  EXPECT_TRUE(page_.caption().contains("3 events lost"));
  EXPECT_EQ(page_.events().rowCount(), 2'006);
  EXPECT_EQ(page_.shown_table(), &page_.events());
}

TEST_F(TimelinePageTest, TheTableHasTheEventsOfTheStretch_AndOfTheFilter) {
  page_.view().show_span({9 * kMs, 15 * kMs});
  ASSERT_TRUE(comes_to_rest());
  EXPECT_EQ(page_.events().rowCount(), 5);
  type(page_.filter(), "name = folio_wait_begin");
  ASSERT_TRUE(comes_to_rest());
  EXPECT_EQ(page_.events().rowCount(), 1);
  EXPECT_EQ(page_.event_caption(), "1 event");
  type(page_.filter(), "nmae = folio_wait_begin");
  ASSERT_TRUE(comes_to_rest());
  EXPECT_TRUE(page_.event_caption().contains("nmae")) << page_.event_caption().toStdString();
}

TEST_F(TimelinePageTest, ARowMarksItsTime_AndATimeChoosesItsRow) {
  page_.view().show_span({9 * kMs, 15 * kMs});
  ASSERT_TRUE(comes_to_rest());
  page_.table().selectRow(2);
  EXPECT_EQ(page_.view().selected(), 12 * kMs);
  Q_EMIT page_.view().time_chosen(14 * kMs);
  EXPECT_EQ(page_.table().currentIndex().row(), 3);
}

TEST_F(TimelinePageTest, GoesToAFailure_WithItsPage) {
  page_.go_to({.page = models::PageId::Timeline, .cell = CellId{1}, .failure = 1});
  ASSERT_TRUE(comes_to_rest());
  EXPECT_EQ(page_.data().followed(), (std::vector<std::uint64_t>{query::kHeldPfn}));
  EXPECT_EQ(page_.pages().text(), "0x1000");
  EXPECT_EQ(page_.view().selected(), 12 * kMs);
  const models::TimeZoom& zoom = page_.view().zoom();  // as far as its holder's reference goes
  EXPECT_EQ(zoom.shown().begin_ns, zoom.whole().begin_ns);
  EXPECT_LT(zoom.shown().end_ns, 16 * kMs);
}

TEST_F(TimelinePageTest, GoesToAnOperation_AStretchAndAPage) {
  page_.go_to({.page = models::PageId::Timeline, .operation = 1});
  EXPECT_EQ(page_.data().followed(), (std::vector<std::uint64_t>{query::kHeldPfn}));
  EXPECT_LE(page_.view().zoom().shown().begin_ns, 9 * kMs);
  EXPECT_GE(page_.view().zoom().shown().end_ns, 15 * kMs);
  page_.go_to({.page = models::PageId::Timeline,
               .pfn = 0x2000,
               .begin = GuestTime{20 * kMs},
               .end = GuestTime{22 * kMs}});
  EXPECT_EQ(page_.data().followed(), (std::vector<std::uint64_t>{0x2000}));
  EXPECT_EQ(page_.view().zoom().shown().length(), 2 * kMs + 200'000);
}

TEST_F(TimelinePageTest, APlaceWaitsForItsBoot) {
  TimelinePage page;
  page.show_run(run_);
  page.go_to({.page = models::PageId::Timeline, .cell = CellId{1}, .failure = 1});
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.view().selected() == 12 * kMs; }));
}

TEST_F(TimelinePageTest, ABootWithoutEventsIsSaid) {
  page_.go_to({.page = models::PageId::Timeline, .cell = CellId{2}});
  EXPECT_TRUE(page_.caption().contains("no events"));
}

TEST_F(TimelinePageTest, PagesAreFollowedAsTyped) {
  type(page_.pages(), "0x1000, 8192 nonsense 0x1000");
  EXPECT_EQ(page_.data().followed(), (std::vector<std::uint64_t>{0x1000, 0x2000}));
  type(page_.pages(), "");
  EXPECT_TRUE(page_.data().followed().empty());
}

TEST_F(TimelinePageTest, NewsOfTheRunLeaveTheReaderWhereHeIs) {
  page_.view().show_span({9 * kMs, 15 * kMs});
  page_.show_run(run_);
  EXPECT_EQ(page_.view().zoom().shown().length(), 6 * kMs);
}

TEST(TimelinePage, ARunWithoutEventsIsSaid) {
  TimelinePage page;
  page.show_run(loaded_run(query::MadeRun({"stock"}, 2)));
  EXPECT_EQ(page.boots().count(), 0);
  EXPECT_EQ(page.caption(), "No boot of this run has events.");
  EXPECT_EQ(page.shown_table(), nullptr);
}

}  // namespace
}  // namespace folioscope::pages
