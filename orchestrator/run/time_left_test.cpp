// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/time_left.h"

#include <gtest/gtest.h>

namespace folioscope::run {
namespace {

constexpr plan::ConditionIndex kShort{0, 0}, kLong{0, 1};

TEST(TimeLeft, IsWhatWasExpected_BeforeABootEnds) {
  const TimeLeft time({{kShort, 10}, {kLong, 40}}, 2);
  EXPECT_DOUBLE_EQ(time.boot(kShort), 10);
  EXPECT_DOUBLE_EQ(time.longest_boot(), 40);
  EXPECT_DOUBLE_EQ(time.of({{kShort, {4, 0}}, {kLong, {2, 0}}}), 60);
}

TEST(TimeLeft, IsTheMedianOfTheBootsOfACondition_AndTheOthersAreScaledByThem) {
  TimeLeft time({{kShort, 10}, {kLong, 40}}, 1);
  for (const double took : {30.0, 500.0, 50.0}) time.ended(kShort, took);
  EXPECT_DOUBLE_EQ(time.boot(kShort), 50);
  EXPECT_DOUBLE_EQ(time.boot(kLong), 200);
  time.ended(kLong, 60);
  EXPECT_DOUBLE_EQ(time.boot(kLong), 60);
  EXPECT_DOUBLE_EQ(time.boot(kShort), 50);
}

TEST(TimeLeft, OfWhatWasNotBootedYetIsNeverLessThanExpected) {
  TimeLeft time({{kShort, 10}, {kLong, 40}}, 1);
  time.ended(kShort, 1);
  EXPECT_DOUBLE_EQ(time.boot(kShort), 1);
  EXPECT_DOUBLE_EQ(time.boot(kLong), 40);
}

TEST(TimeLeft, GuestsRunTogether_ButNoBootIsFasterThanItself) {
  TimeLeft time({{kShort, 10}, {kLong, 40}}, 4);
  EXPECT_DOUBLE_EQ(time.of({{kShort, {8, 0}}}), 20);
  EXPECT_DOUBLE_EQ(time.of({{kShort, {4, 4}}}), 15);
  EXPECT_DOUBLE_EQ(time.of({{kShort, {1, 0}}, {kLong, {0, 1}}}), 20);
  EXPECT_DOUBLE_EQ(time.of({}), 0);
}

}  // namespace
}  // namespace folioscope::run
