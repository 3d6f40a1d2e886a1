// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/summary.h"

#include <gtest/gtest.h>

#include <array>

namespace folioscope::stats {
namespace {

TEST(Quantile, IsOfTypeSeven) {
  const std::array sorted{1.0, 2.0, 4.0, 8.0};
  EXPECT_DOUBLE_EQ(quantile(sorted, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.25), 1.75);  // place 0.75
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.9), 6.8);  // place 2.7
  EXPECT_DOUBLE_EQ(quantile(sorted, 1), 8);
}

TEST(Summarize, MatchesAHandComputedSample) {
  const std::array values{2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0};
  const Summary s = summarize(values);
  EXPECT_EQ(s.count, 8u);
  EXPECT_DOUBLE_EQ(s.mean, 5);
  EXPECT_NEAR(s.deviation, 2.13809, 1e-5);  // sqrt(32/7)
  EXPECT_DOUBLE_EQ(s.median, 4.5);
  EXPECT_DOUBLE_EQ(s.lower_quartile, 4);
  EXPECT_DOUBLE_EQ(s.upper_quartile, 5.5);
  EXPECT_DOUBLE_EQ(s.quartile_range(), 1.5);
  EXPECT_DOUBLE_EQ(s.mad, 0.5);  // deviations .5 .5 .5 .5 .5 2.5 2.5 4.5
  EXPECT_DOUBLE_EQ(s.minimum, 2);
  EXPECT_DOUBLE_EQ(s.maximum, 9);
}

TEST(Summarize, DoesNotDependOnTheOrderOfTheBoots) {
  const std::array there{0.1, 0.7, 1e9, 0.2, -1e9};
  const std::array back{-1e9, 0.2, 1e9, 0.7, 0.1};
  EXPECT_EQ(summarize(there).mean, summarize(back).mean);
}

TEST(Summarize, OneValueHasNoIqr) {
  const std::array one{3.5};
  const Summary s = summarize(one);
  EXPECT_EQ(s.count, 1u);
  EXPECT_EQ(s.mean, 3.5);
  EXPECT_EQ(s.median, 3.5);
  EXPECT_EQ(s.deviation, 0);
  EXPECT_EQ(s.quartile_range(), 0);
}

TEST(Summarize, EqualValuesHaveExactlyThatMean) {
  const std::array equal{0.1, 0.1, 0.1, 0.1, 0.1, 0.1};
  EXPECT_EQ(summarize(equal).mean, 0.1);
  EXPECT_EQ(summarize(equal).deviation, 0);
}

TEST(Summarize, NothingIsCountedAsNothing) { EXPECT_EQ(summarize({}).count, 0u); }

}  // namespace
}  // namespace folioscope::stats
