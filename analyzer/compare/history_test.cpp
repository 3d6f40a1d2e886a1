// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/history.h"

#include <gmock/gmock.h>

#include "testing/nightly_runs.h"

namespace folioscope::compare {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(History, NightThatGotSlower_IsFound_AndNoOther) {
  const History history = query::nightly_history();
  EXPECT_EQ(history.experiment, "nightly");
  EXPECT_EQ(history.runs, 12u);
  ASSERT_THAT(history.series, SizeIs(2));
  const HistorySeries &stock = history.series[0], &control = history.series[1];
  EXPECT_EQ(control.variant, "control") << "the baseline is the first";
  EXPECT_FALSE(control.changed());
  ASSERT_THAT(stock.levels, SizeIs(2));
  EXPECT_EQ(stock.levels[1].first, 7u);
  EXPECT_EQ(stock.levels[1].count, 5u);
  EXPECT_NEAR(stock.levels[1].mean - stock.levels[0].mean, 5, 0.1);
  EXPECT_FALSE(stock.levels[0].p.has_value());
  EXPECT_LE(*stock.levels[1].p, 0.01);
}

TEST(History, RunsAreInTheOrderOfTime_EachWithItsInterval) {
  const History history = query::nightly_history();
  const HistorySeries& stock = history.series[0];
  ASSERT_THAT(stock.points, SizeIs(12));
  EXPECT_EQ(stock.points[0].run, "night-0");
  EXPECT_EQ(stock.points[11].run, "night-11");
  EXPECT_EQ(stock.points[3].release, "7.4.0-rc3");
  EXPECT_EQ(stock.points[3].boots, 4u);
  ASSERT_TRUE(stock.points[3].interval.has_value());
  EXPECT_TRUE(stock.points[3].interval->contains(stock.points[3].mean));
}

TEST(History, WhatElseDiffersIsSaid) {
  HistoryOfRuns runs({"latency"});
  query::Comparison first = query::night(0), second = query::night(1);
  second.run.acceleration = "tcg";
  second.host = {{"cores", "4"}};
  second.run.spec_text = "boots: 5";
  runs.add("a", first);
  runs.add("b", second);
  EXPECT_THAT(std::move(runs).finish().differences, SizeIs(3));
  EXPECT_THAT(query::nightly_history().differences, IsEmpty());
}

TEST(History, MetricsThatNobodyGave_HaveNoSeries) {
  HistoryOfRuns runs({"bandwidth"});
  runs.add("a", query::night(0));
  EXPECT_THAT(std::move(runs).finish().series, IsEmpty());
}

}  // namespace
}  // namespace folioscope::compare
