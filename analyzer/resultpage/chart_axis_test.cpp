// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/chart_axis.h"

#include <gmock/gmock.h>

namespace folioscope::resultpage {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> labels(const ChartAxis& axis) {
  std::vector<std::string> labels;
  for (const Tick& tick : axis.ticks()) labels.push_back(tick.label);
  return labels;
}

TEST(ChartAxis, IsLinearUpToTwoDecades) {
  const ChartAxis axis(std::vector{1.0, 100.0}, {});
  EXPECT_FALSE(axis.logarithmic());
  EXPECT_THAT(labels(axis), ElementsAre("0", "20", "40", "60", "80", "100", "120"));
  EXPECT_DOUBLE_EQ(axis.place(60), 0.5);
}

TEST(ChartAxis, IsLogarithmicBeyond) {
  const ChartAxis axis(std::vector{0.5, 4000.0}, {});
  EXPECT_TRUE(axis.logarithmic());
  EXPECT_THAT(labels(axis), ElementsAre("0.1", "1", "10", "100", "1000", "10,000"));
  EXPECT_DOUBLE_EQ(axis.place(10), 0.4);
}

TEST(ChartAxis, ZerosStandBelowTheDecades) {
  const ChartAxis axis(std::vector{0.0, 1.0, 1000.0}, {});
  EXPECT_TRUE(axis.has_gap());
  EXPECT_THAT(labels(axis), ElementsAre("0", "1", "10", "100", "1000"));
  EXPECT_EQ(axis.place(0), 0);
  EXPECT_GT(axis.place(1), 0.1);
  EXPECT_DOUBLE_EQ(axis.place(1000), 1);
}

TEST(ChartAxis, NegativeValuesAreNeverLogarithmic) {
  EXPECT_FALSE(ChartAxis(std::vector{-1.0, 1.0, 1000.0}, {}).logarithmic());
}

TEST(ChartAxis, SharesEndAtAllOfThem) {
  const ChartAxis axis(std::vector{0.0, 1.0}, {.factor = 100, .symbol = "%"});
  EXPECT_EQ(axis.ticks().back().label, "100");
  EXPECT_DOUBLE_EQ(axis.place(1), 1);
}

TEST(ChartAxis, EveryValueIsOnIt) {
  for (const std::vector<double>& values :
       {std::vector<double>{}, {0, 0}, {5, 5}, {-3, -3}, {1e-9, 1e9}, {0, 1e-12}, {99.5, 100.5}}) {
    const ChartAxis axis(values, {});
    EXPECT_GE(axis.ticks().size(), 2u);
    EXPECT_LE(axis.ticks().size(), 16u);
    for (const double value : values) {
      EXPECT_GE(axis.place(value), 0) << value;
      EXPECT_LE(axis.place(value), 1) << value;
    }
  }
}

}  // namespace
}  // namespace folioscope::resultpage
