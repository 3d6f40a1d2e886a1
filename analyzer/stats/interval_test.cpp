// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/interval.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/random.h"
#include "testing/blocks_of_two.h"

namespace folioscope::stats {
namespace {

TEST(BlockT, AsByHand) {
  // Inside the block: 1 3 | 5 7. Residuals all 1, two degrees of freedom: deviation sqrt(2), error
  // sqrt(2), t(0.975, 2) = 4.302653.
  const auto interval = block_t(contrast(blocks_of_two(1), Values{1, 3, 5, 7}));
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, 4 - 4.302653 * std::sqrt(2.0), 1e-5);
  EXPECT_NEAR(interval->high, 4 + 4.302653 * std::sqrt(2.0), 1e-5);
}

TEST(BlockT, BlocksThatDifferFromEachOther_DoNotWidenIt) {
  const auto near = block_t(contrast(blocks_of_two(2), Values{1, 3, 5, 7, 1, 3, 5, 7}));
  const auto far = block_t(contrast(blocks_of_two(2), Values{1, 3, 5, 7, 1001, 1003, 1005, 1007}));
  ASSERT_TRUE(near && far);
  EXPECT_NEAR(near->low, far->low, 1e-9);
}

TEST(BlockT, NoSpreadSeen_IsNoInterval) {
  EXPECT_FALSE(block_t(contrast(blocks_of_two(3), Values(12, 0.0))));
  EXPECT_FALSE(block_t(contrast(std::vector<Boot>{{0, false}, {0, true}}, Values{1, 2})));
  EXPECT_FALSE(block_t(contrast({}, {})));
}

TEST(RelativeChange, TakesOverTheScale) {
  const Values values{10, 11, 20, 22, 10, 11, 21, 21, 11, 10, 22, 20};
  const auto ratio = relative_change(blocks_of_two(3), values);
  ASSERT_TRUE(ratio);
  EXPECT_NEAR(ratio->change, 1, 1e-9);
  EXPECT_LT(ratio->interval.low, 1);
  EXPECT_GT(ratio->interval.low, 0.7);
  EXPECT_GT(ratio->interval.high, 1);
  EXPECT_LT(ratio->interval.high, 1.3);
  Values larger = values;
  for (double& value : larger) value *= 1e6;
  EXPECT_NEAR(relative_change(blocks_of_two(3), larger)->interval.low, ratio->interval.low, 1e-9);
}

// The definition: the exact test of the variant's values beside r times the baseline's.
bool holds_by_definition(std::span<const Boot> boots, Values values, double ratio) {
  for (std::size_t i = 0; i < boots.size(); ++i)
    if (!boots[i].variant) values[i] *= ratio;
  return p_value(Relabelings(boots, 1, Draw::Always, 2'000).statistics(values)) > 0.05;
}

// As made, and with boots that have no value; all relabelings, and drawn ones.
TEST(RelativeChange, HoldsTheRatiosThatTheExactTestDoesNotReject) {
  constexpr double kBeyond = 1e-7;  // seven digits of each edge are looked for
  Random random(5);
  int found = 0;
  for (const int blocks : {3, 4, 9})
    for (int round = 0; round < 20; ++round) {
      const auto boots = blocks_of_two(blocks);
      Values values;
      for (const Boot& boot : boots)
        values.push_back((boot.variant ? 15 : 10) + std::floor(random.unit() * 10) / 2);
      if (round % 3 == 2) values[5] = values[6] = std::nan("");
      const auto ratio = relative_change(boots, values);
      if (!ratio) continue;
      const double low = 1 + ratio->interval.low, high = 1 + ratio->interval.high;
      for (const double edge : {low, high})
        EXPECT_TRUE(holds_by_definition(boots, values, edge)) << blocks << " " << round;
      for (const double outside : {low - kBeyond, high + kBeyond})
        EXPECT_FALSE(holds_by_definition(boots, values, outside)) << blocks << " " << round;
      ++found;
    }
  EXPECT_GT(found, 50);
}

TEST(RelativeChange, OfValuesThatAreAllEqualInsideAVariant_HoldsTheirRatio) {
  const auto ratio = relative_change(
      blocks_of_two(4), Values{.1, .1, .3, .3, .1, .1, .3, .3, .1, .1, .3, .3, .1, .1, .3, .3});
  ASSERT_TRUE(ratio);
  EXPECT_NEAR(ratio->change, 2, 1e-9);
  EXPECT_NEAR(ratio->interval.low, 2, 1e-6);
  EXPECT_NEAR(ratio->interval.high, 2, 1e-6);
}

TEST(RatioTest, OfOneMetricAfterAnotherSaysTheSameAsOfEachByItself) {
  Random random(6);
  const auto boots = blocks_of_two(6);
  const RatioTest test(boots);
  for (int round = 0; round < 5; ++round) {
    Values values;
    for (const Boot& boot : boots) values.push_back((boot.variant ? 2 : 1) + random.unit());
    EXPECT_TRUE(test.change(values));
    EXPECT_EQ(test.change(values), relative_change(boots, values));
  }
}

TEST(RelativeChange, ZeroBaseline_HasNoRatio) {
  EXPECT_FALSE(relative_change(blocks_of_two(3), Values{0, 1, 2, 3, 1, 1, 2, 2, 1, 1, 2, 2}));
  EXPECT_FALSE(relative_change(blocks_of_two(3), Values(12, 0.0)));
}

TEST(RelativeChange, TooFewBoots_ExcludeNoRatio) {
  EXPECT_FALSE(relative_change(blocks_of_two(1), Values{10, 11, 20, 22}));
}

}  // namespace
}  // namespace folioscope::stats
