// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/planning.h"

#include <gtest/gtest.h>

#include <cmath>

namespace folioscope::stats {
namespace {

TEST(Detectable, FallsWithTheBoots) {
  EXPECT_TRUE(std::isinf(detectable(1, 4)));
  EXPECT_NEAR(detectable(1, 6), 1.84, 0.01);  // (2.306 + 0.889) sqrt(2/6)
  EXPECT_LT(detectable(1, 20), detectable(1, 10));
  EXPECT_DOUBLE_EQ(detectable(3, 10), 3 * detectable(1, 10));
}

TEST(BootsToDetect, IsTheInverse) {
  for (const double difference : {0.5, 1.0, 2.0}) {
    const auto boots = boots_to_detect(difference, 1);
    ASSERT_TRUE(boots);
    EXPECT_LE(detectable(1, *boots), difference);
    EXPECT_TRUE(*boots == 6 || detectable(1, *boots - 2) > difference);
  }
  EXPECT_EQ(boots_to_detect(100, 1), 6u);
  EXPECT_FALSE(boots_to_detect(0.01, 1));
}

TEST(BootsToDetect, IsTheFirstNumberOfBlocksThatDoes) {
  std::size_t blocks = 3;  // as many as the difference before needed: smaller ones need more
  for (double difference = 3; difference > 0.1; difference *= 0.97) {
    while (blocks <= kMostBoots / 2 && detectable(1, 2 * blocks) > difference) ++blocks;
    const auto boots = boots_to_detect(difference, 1);
    ASSERT_EQ(boots.has_value(), blocks <= kMostBoots / 2) << difference;
    if (boots) {
      ASSERT_EQ(*boots, 2 * blocks) << difference;
    }
  }
  EXPECT_GT(blocks, kMostBoots / 2) << "not all numbers were asked for";
}

TEST(DeviationRange, HoldsTheEstimate) {
  const Range range = deviation_range(2, 8);
  EXPECT_LT(range.low, 2);
  EXPECT_GT(range.high, 2);
  EXPECT_EQ(deviation_range(2, 0).high, 2);
}

TEST(UnseenShare, IsTheRuleOfThree) {
  EXPECT_NEAR(unseen_share(6), 0.393, 0.001);
  EXPECT_NEAR(unseen_share(300), 3.0 / 300, 0.0001);
  EXPECT_EQ(unseen_share(0), 1);
  EXPECT_EQ(boots_to_see(0.1), 29u);
  EXPECT_LE(unseen_share(29), 0.1);
}

}  // namespace
}  // namespace folioscope::stats
