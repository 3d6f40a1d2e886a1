// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wide_axis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace folioscope::format {
namespace {

using testing::ElementsAre;

std::vector<std::string> labels(const WideAxis& axis) {
  std::vector<std::string> all;
  for (const WideAxis::Tick& tick : axis.ticks()) all.push_back(tick.label);
  return all;
}

TEST(WideAxis, ValuesOverDecadesStandByTheirLogarithm_ZeroApartBelow) {
  const WideAxis axis = WideAxis::of(std::vector{0.0, 2'000.0, 5e6}, "ns");
  EXPECT_TRUE(axis.logarithmic());
  EXPECT_THAT(labels(axis), ElementsAre("0", "1 us", "10 us", "100 us", "1 ms", "10 ms"));
  EXPECT_DOUBLE_EQ(axis.place(1e6), 6);
  EXPECT_LT(axis.place(0), axis.place(2'000));
  EXPECT_EQ(axis.place(0), axis.ticks().front().place);
  EXPECT_LT(axis.low(), axis.place(0));
  EXPECT_GT(axis.high(), axis.place(5e6));
}

TEST(WideAxis, WithoutAZeroThereIsNoPlaceForIt) {
  EXPECT_THAT(labels(WideAxis::of(std::vector{1.0, 100.0}, "count")),
              ElementsAre("1", "10", "100"));
}

TEST(WideAxis, ValuesOfOneSizeStandEvenly_InTheUnitThatFits) {
  const WideAxis axis = WideAxis::of(std::vector{2e6, 9e6}, "ns");
  EXPECT_FALSE(axis.logarithmic());
  EXPECT_EQ(axis.symbol(), "ms");
  EXPECT_DOUBLE_EQ(axis.place(5e6), 5);
  EXPECT_THAT(labels(axis), ElementsAre("0", "2", "4", "6", "8", "10"));
}

TEST(WideAxis, NoValues_OnlyZeros_OneValue) {
  EXPECT_FALSE(WideAxis::of({}, "count").ticks().empty());
  for (const double value : {0.0, 7.0}) {
    const WideAxis axis = WideAxis::of(std::vector{value, value}, "count");
    EXPECT_LT(axis.low(), axis.place(value));
    EXPECT_GT(axis.high(), axis.place(value));
  }
}

TEST(WideAxis, OfSixDecadesEveryOtherHasALabel) {
  EXPECT_THAT(labels(WideAxis::of(std::vector{1.0, 1e4}, "count")),
              ElementsAre("1", "10", "100", "1000", "10,000"));
  EXPECT_THAT(labels(WideAxis::of(std::vector{0.0, 1e5, 1e10}, "ns")),
              ElementsAre("0", "100 us", "10 ms", "1 s"));
  EXPECT_THAT(labels(WideAxis::of(std::vector{1.0, 1e6}, "count")),
              ElementsAre("1", "100", "10,000", "1,000,000"));
}

TEST(WideAxis, ManyDecadesHaveFewLabels) {
  EXPECT_LE(WideAxis::of(std::vector{1.0, 1e18}, "count").ticks().size(), 10U);
}

TEST(WideAxis, ADecadeSaysItsUnit) {
  EXPECT_EQ(decade_label(4, "ns"), "10 us");
  EXPECT_EQ(decade_label(11, "ns"), "100 s");
  EXPECT_EQ(decade_label(5, "count"), "100,000");
  EXPECT_EQ(decade_label(-2, "count"), "0.01");
}

}  // namespace
}  // namespace folioscope::format
