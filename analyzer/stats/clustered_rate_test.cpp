// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/clustered_rate.h"

#include <gtest/gtest.h>

#include <vector>

namespace folioscope::stats {
namespace {

TEST(RateInterval, HoldsTheRate_AndIsTheSameForTheSameSeed) {
  const std::vector<Hits> boots{{2, 10}, {4, 10}, {3, 10}, {1, 10}, {5, 10}};
  const auto interval = rate_interval(boots, 7);
  ASSERT_TRUE(interval);
  EXPECT_TRUE(interval->contains(0.3));
  EXPECT_GE(interval->low, 0.1);
  EXPECT_LE(interval->high, 0.5);
  EXPECT_LT(interval->low, interval->high);
  EXPECT_EQ(*rate_interval(boots, 7), *interval);
}

// A hundred operations that fail together are no more evidence than one.
TEST(RateInterval, TheBootIsTheSample) {
  const auto few = rate_interval(std::vector<Hits>{{0, 1}, {1, 1}, {0, 1}, {1, 1}}, 3);
  const auto many = rate_interval(std::vector<Hits>{{0, 100}, {100, 100}, {0, 100}, {100, 100}}, 3);
  ASSERT_TRUE(few && many);
  EXPECT_EQ(*few, *many);
}

TEST(RateInterval, WithoutSpreadOrWithTooFewBootsThereIsNone) {
  EXPECT_FALSE(rate_interval(std::vector<Hits>{{0, 10}, {0, 20}, {0, 5}}, 1));
  EXPECT_FALSE(rate_interval(std::vector<Hits>{{1, 2}, {2, 2}}, 1));
  EXPECT_FALSE(rate_interval(std::vector<Hits>{{1, 2}, {2, 2}, {0, 0}}, 1)) << "one has none";
}

}  // namespace
}  // namespace folioscope::stats
