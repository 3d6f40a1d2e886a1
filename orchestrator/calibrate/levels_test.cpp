// SPDX-License-Identifier: GPL-3.0-or-later
#include "calibrate/levels.h"

#include <gtest/gtest.h>

namespace folioscope::calibrate {
namespace {

TEST(Levels, CostIsAgainstTheBootOfTheSameBlock) {
  // The host was twice as slow in block 1.
  const auto costs = level_costs({{"none", 0, 1000, 0},
                                  {"events", 0, 1500, 10},
                                  {"events", 1, 3000, 10},
                                  {"none", 1, 2000, 0}});
  ASSERT_EQ(costs.size(), 2u);
  EXPECT_EQ(costs[0].level, "none");
  EXPECT_EQ(costs[0].percent, 0);
  EXPECT_EQ(costs[0].ns_per_event, 0);
  EXPECT_EQ(costs[1].percent, 50);
  EXPECT_EQ(costs[1].percent_low, 50);
  EXPECT_EQ(costs[1].percent_high, 50);
  EXPECT_EQ(costs[1].ns_per_event, 75);  // 50 and 100
  EXPECT_EQ(costs[1].boots, 2);
}

TEST(Levels, BootsOfOneLevelInABlockCountWithTheirMean) {
  const auto costs = level_costs({{"none", 0, 900, 0},
                                  {"events", 0, 1400, 10},
                                  {"none", 0, 1100, 0},
                                  {"events", 0, 1600, 10}});
  ASSERT_EQ(costs.size(), 2u);
  EXPECT_EQ(costs[0].percent, 0);
  EXPECT_EQ(costs[1].percent, 50);
  EXPECT_EQ(costs[1].ns_per_event, 50);
  EXPECT_EQ(costs[1].boots, 2);
}

TEST(Levels, ABlockWithoutItsNoneIsLeftOut) {
  const auto costs =
      level_costs({{"none", 0, 1000, 0}, {"counters", 1, 900, 5}, {"histograms", 0, 1100, 5}});
  ASSERT_EQ(costs.size(), 2u);
  EXPECT_EQ(costs[1].level, "histograms");
  EXPECT_EQ(costs[1].boots, 1);
}

TEST(Levels, NothingGivesNothing) {
  EXPECT_TRUE(level_costs({}).empty());
  EXPECT_TRUE(level_costs({{"none", 0, 0, 0}}).empty());
}

}  // namespace
}  // namespace folioscope::calibrate
