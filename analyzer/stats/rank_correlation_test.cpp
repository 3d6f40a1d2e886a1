// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/rank_correlation.h"

#include <gtest/gtest.h>

#include "stats/random.h"

namespace folioscope::stats {
namespace {

TEST(Spearman, IsOneForWhateverRises_MinusOneForWhateverFalls) {
  EXPECT_DOUBLE_EQ(*spearman(Points{{1, 1}, {2, 100}, {3, 1e9}}), 1);
  EXPECT_DOUBLE_EQ(*spearman(Points{{1, 5}, {2, 4}, {1e6, -1}}), -1);
}

// R: cor(c(1,2,2,3,5), c(1,3,2,2,9), method = "spearman")
TEST(Spearman, TiesHaveTheirMeanRank) {
  EXPECT_NEAR(*spearman(Points{{1, 1}, {2, 3}, {2, 2}, {3, 2}, {5, 9}}), 0.7631578947, 1e-9);
}

TEST(Spearman, WithoutRanksThereIsNone) {
  EXPECT_FALSE(spearman(Points{{1, 1}, {2, 2}}));
  EXPECT_FALSE(spearman(Points{{1, 4}, {2, 4}, {3, 4}}));
  EXPECT_FALSE(spearman(Points{}));
}

std::vector<Points> made(int boots, double slope, std::uint64_t seed) {
  Random random(seed);
  std::vector<Points> all;
  for (int boot = 0; boot < boots; ++boot) {
    Points points;
    for (int i = 0; i < 20; ++i) {
      const double x = random.unit();
      points.push_back({x, slope * x + random.unit()});
    }
    all.push_back(points);
  }
  return all;
}

TEST(Correlate, TheIntervalHoldsWhatIsThereAndNotWhatIsNot) {
  const auto related = correlate(made(10, 3, 1), 7), none = correlate(made(10, 0, 2), 7);
  ASSERT_TRUE(related && related->interval && none && none->interval);
  EXPECT_EQ(related->points, 200U);
  EXPECT_EQ(related->boots, 10U);
  EXPECT_GT(related->interval->low, 0.7);
  EXPECT_TRUE(none->interval->contains(0));
  EXPECT_EQ(*correlate(made(10, 3, 1), 7)->interval, *related->interval);  // the same seed
}

// Points that are copies of each other are no more evidence than one of them.
TEST(Correlate, TheBootIsTheSample) {
  std::vector<Points> copies = made(4, 1, 3);
  const auto once = correlate(copies, 5);
  for (Points& boot : copies) {
    const Points same = boot;
    for (int i = 0; i < 9; ++i) boot.insert(boot.end(), same.begin(), same.end());
  }
  const auto ten_times = correlate(copies, 5);
  ASSERT_TRUE(once && once->interval && ten_times && ten_times->interval);
  EXPECT_NEAR(once->interval->low, ten_times->interval->low, 0.02);
  EXPECT_NEAR(once->interval->high, ten_times->interval->high, 0.02);
}

TEST(Correlate, TwoBootsHaveARhoAndNoInterval) {
  const auto two = correlate(made(2, 3, 1), 7);
  ASSERT_TRUE(two);
  EXPECT_FALSE(two->interval);
  EXPECT_FALSE(correlate({{}, {}}, 7));
}

TEST(DifferenceOfRho, IsShownWhereThereIsOne) {
  const auto more = difference_of_rho(made(10, 0, 4), made(10, 3, 5), 7),
             same = difference_of_rho(made(10, 1, 6), made(10, 1, 8), 7);
  ASSERT_TRUE(more && more->interval && same && same->interval);
  EXPECT_GT(more->interval->low, 0.5);
  EXPECT_TRUE(same->interval->contains(0));
  EXPECT_FALSE(difference_of_rho({}, made(10, 1, 8), 7));
}

}  // namespace
}  // namespace folioscope::stats
