// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/operation_lanes.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include "models/colors.h"
#include "testing/hostile_names.h"

namespace folioscope::charts {
namespace {

constexpr std::uint64_t kOperationBegin = 1'000'000, kOperationEnd = 2'000'000;

store::IntervalRow interval(std::uint64_t begin, std::uint64_t end, const char* holder_class,
                            std::int64_t pid) {
  return {.id = static_cast<std::int64_t>(begin),
          .pfn = 4100,
          .begin = {begin},
          .end = {end},
          .holder_class = holder_class,
          .pid = pid,
          .comm = "churner"};
}

// Page 4100: locked by another from 200 to 400 us, by the operation's task from 600 to 800 us,
// where it failed at 700 us over a reference held from 500 us to the end. Page 4101: locked from
// before.
query::OperationPages two_pages() {
  query::OperationPages pages;
  pages.operation = {.id = 5,
                     .kind = "cma_alloc",
                     .reason = "",
                     .pid = 95,
                     .begin = {kOperationBegin},
                     .end = {kOperationEnd},
                     .first_pfn = 4096};
  pages.pages.push_back(
      {4100,
       {interval(1'200'000, 1'400'000, "fault", 7),
        interval(1'600'000, 1'800'000, "migration", 95)},
       {interval(1'500'000, 5'000'000, "gup", 8)},
       {{.id = 1, .time = {1'700'000}, .kind = "freeze", .seen = 3, .expected = 2}}});
  pages.pages.push_back({4101, {interval(500'000, 1'500'000, "read_io", 9)}, {}, {}});
  return pages;
}

class Lanes : public ::testing::Test {
 protected:
  Lanes() {
    lanes_.resize(900, 300);
    lanes_.grab();  // gives it its size
    lanes_.show_operation(two_pages());
  }
  QColor at(std::uint64_t ns, int y) {
    const QImage image = lanes_.viewport()->grab().toImage();
    return image.pixelColor(lanes_.x_of({ns}), y);
  }
  OperationLanes lanes_;
};

TEST_F(Lanes, HoldsOfLocksAreDrawnWhereTheyWere) {
  const int y = lanes_.lock_row(0).center().y();
  EXPECT_EQ(at(1'300'000, y), models::lock_color("fault"));
  EXPECT_NE(at(1'100'000, y), models::lock_color("fault"));
  EXPECT_NE(at(1'450'000, y), models::lock_color("fault"));
  EXPECT_EQ(at(1'010'000, lanes_.lock_row(1).center().y()), models::lock_color("read_io"));
}

TEST_F(Lanes, ReferencesAreThinBarsBelow) {
  EXPECT_EQ(at(1'900'000, lanes_.lock_row(0).bottom() + 3), models::class_color("gup"));
  EXPECT_NE(at(1'450'000, lanes_.lock_row(0).bottom() + 3), models::class_color("gup"));
}

TEST_F(Lanes, TheOperationsOwnLocksAreHatched) {
  ASSERT_EQ(lanes_.things(0).size(), 4u);
  for (const LaneThing& thing : lanes_.things(0)) EXPECT_EQ(thing.own, thing.begin_ns == 600'000);
  const QImage image = lanes_.viewport()->grab().toImage();
  const auto lines = [&](std::uint64_t from, std::uint64_t to) {
    int found = 0;
    for (int x = lanes_.x_of({from}); x < lanes_.x_of({to}); ++x)
      found += image.pixel(x, lanes_.lock_row(0).center().y()) ==
               own_hatch(lanes_.things(0)[2]).color().rgb();
    return found;
  };
  EXPECT_GT(lines(1'600'000, 1'800'000), 5);
  EXPECT_EQ(lines(1'200'000, 1'400'000), 0);
}

TEST_F(Lanes, FailuresAreMarkedAbove) {
  const QColor mark = models::status_color(CellStatus::Hang);
  EXPECT_EQ(at(1'700'000, lanes_.lock_row(0).top() - 5), mark);
  EXPECT_NE(at(1'650'000, lanes_.lock_row(0).top() - 5), mark);
}

TEST_F(Lanes, WhatLiesOutsideIsCut_AndSaid) {
  const LaneThing& thing = lanes_.things(1).front();
  EXPECT_EQ(thing.begin_ns, 0);
  EXPECT_EQ(thing.end_ns, 500'000);
  EXPECT_EQ(thing.text,
            "lock held by read_io churner 9, 1 ms long, since 500 us before the operation");
}

TEST_F(Lanes, KeysGoFromPageToPageAndFromThingToThing) {
  QSignalSpy said(&lanes_, &OperationLanes::current_changed);
  QTest::keyClick(&lanes_, Qt::Key_Right);
  EXPECT_TRUE(lanes_.current_text().startsWith("page 4100: lock held by fault churner 7"));
  QTest::keyClick(&lanes_, Qt::Key_Right);
  EXPECT_TRUE(lanes_.current_text().startsWith("page 4100: reference of gup"));
  QTest::keyClick(&lanes_, Qt::Key_Down);
  EXPECT_EQ(lanes_.current_text(), "page 4101: 0 failures, 1 holds of its lock, 0 references");
  EXPECT_EQ(said.size(), 3);
}

TEST_F(Lanes, ZoomKeepsTheTimeUnderThePointer_AndEndsAtTheOperation) {
  const int x = lanes_.x_of({1'300'000});
  lanes_.zoom(0.5, x);
  EXPECT_NEAR(lanes_.x_of({1'300'000}), x, 1);
  EXPECT_LT(lanes_.x_of({1'000'000}), lanes_.lock_row(0).left());
  lanes_.zoom(100, x);
  EXPECT_EQ(lanes_.x_of({kOperationBegin}), lanes_.lock_row(0).left());
  EXPECT_NEAR(lanes_.x_of({kOperationEnd}), lanes_.lock_row(0).right(), 1);
}

TEST_F(Lanes, NamesOfAnyKind_ManyPages_AndNoneAreDrawn) {
  query::OperationPages pages = two_pages();
  for (const std::string& name : query::hostile_names()) {
    query::OperationPage page = pages.pages[0];
    page.pfn += 10;
    page.locks[0].holder_class = page.locks[0].comm = page.failures[0].kind = name;
    for (int i = 0; i < 50; ++i) pages.pages.push_back(page);
  }
  lanes_.show_operation(pages);
  EXPECT_FALSE(lanes_.grab().isNull());
  for (const LaneThing& thing : lanes_.things(2)) EXPECT_LT(thing.text.size(), 300);
  lanes_.clear();
  EXPECT_FALSE(lanes_.grab().isNull());
  EXPECT_EQ(lanes_.current_text(), "");
}

}  // namespace
}  // namespace folioscope::charts
