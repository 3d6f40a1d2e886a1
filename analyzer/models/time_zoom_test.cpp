// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/time_zoom.h"

#include <gtest/gtest.h>

namespace folioscope::models {
namespace {

using query::TimeSpan;

TimeZoom over(const TimeSpan& whole) {
  TimeZoom zoom;
  zoom.set_whole(whole);
  return zoom;
}

TEST(TimeZoom, ShowsAllAtFirst) { EXPECT_EQ(over({100, 10'100}).shown(), (TimeSpan{100, 10'100})); }

TEST(TimeZoom, WhatIsUnderThePointerStaysThere) {
  TimeZoom zoom = over({0, 1'000'000});
  zoom.zoom(0.5, 0.25);
  EXPECT_EQ(zoom.shown(), (TimeSpan{125'000, 625'000}));
  EXPECT_EQ(zoom.ns_at(25, 100), 250'000);
  zoom.zoom(2, 0.25);
  EXPECT_TRUE(zoom.shows_all());
}

TEST(TimeZoom, NeverLeavesTheWhole_AndIsNeverShorterThanItMay) {
  TimeZoom zoom = over({1'000, 1'001'000});
  zoom.zoom(0.1, 0);
  zoom.pan(-3);
  EXPECT_EQ(zoom.shown(), (TimeSpan{1'000, 101'000}));
  zoom.pan(100);
  EXPECT_EQ(zoom.shown(), (TimeSpan{901'000, 1'001'000}));
  for (int i = 0; i < 100; ++i) zoom.zoom(0.5, 1);
  EXPECT_EQ(zoom.shown(), (TimeSpan{1'001'000 - TimeZoom::kShortest, 1'001'000}));
  zoom.zoom(1e9, 0.5);
  EXPECT_TRUE(zoom.shows_all());
  zoom.show({5'000, 5'000});
  EXPECT_EQ(zoom.shown(), (TimeSpan{4'900, 5'100}));
}

TEST(TimeZoom, AShortOrEmptyWholeIsShownAsItIs) {
  TimeZoom zoom = over({50, 60});
  zoom.zoom(0.5, 0.5);
  EXPECT_EQ(zoom.shown(), (TimeSpan{50, 60}));
  zoom = over({0, 0});
  zoom.zoom(0.5, 0.5);
  zoom.pan(1);
  EXPECT_EQ(zoom.shown(), (TimeSpan{0, 0}));
  EXPECT_EQ(zoom.x_of(5, 100), 0);
}

TEST(TimeZoom, TimesAtTheEndOfAnyClockDoNotOverflow) {
  TimeZoom zoom = over({0, query::kLatest});
  zoom.pan(1);
  zoom.zoom(0.25, 1);
  zoom.pan(1);
  EXPECT_EQ(zoom.shown().end_ns, query::kLatest);
}

TEST(TimeZoom, ANewWholeKeepsWhatIsShownInIt) {
  TimeZoom zoom = over({0, 1'000'000});
  zoom.show({10'000, 20'000});
  zoom.set_whole({0, 2'000'000});
  EXPECT_EQ(zoom.shown(), (TimeSpan{10'000, 20'000}));
  zoom.set_whole({5'000'000, 6'000'000});
  EXPECT_TRUE(zoom.shows_all());
  zoom.set_whole({5'000'000, 9'000'000});
  EXPECT_TRUE(zoom.shows_all());
}

TEST(TimeZoom, ATimeIsRevealedByMovingAsFarAsNeeded) {
  TimeZoom zoom = over({0, 1'000'000});
  zoom.show({100'000, 200'000});
  zoom.reveal(150'000);
  EXPECT_EQ(zoom.shown(), (TimeSpan{100'000, 200'000}));
  zoom.reveal(900'000);
  EXPECT_EQ(zoom.shown().length(), 100'000);
  EXPECT_GT(zoom.shown().end_ns, 900'000);
  zoom.reveal(0);
  EXPECT_EQ(zoom.shown(), (TimeSpan{0, 100'000}));
}

}  // namespace
}  // namespace folioscope::models
