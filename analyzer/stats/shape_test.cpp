// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/shape.h"

#include <gtest/gtest.h>

#include "stats/random.h"

namespace folioscope::stats {
namespace {

TEST(TwoPeaks, FarApart_AreFound) {
  const auto peaks = two_peaks(std::vector<double>{10, 50, 11, 51, 10, 49, 11, 50});
  ASSERT_TRUE(peaks);
  EXPECT_EQ(peaks->lows, 4u);
  EXPECT_DOUBLE_EQ(peaks->low, 10.5);
  EXPECT_DOUBLE_EQ(peaks->high, 50);
}

TEST(TwoPeaks, OneOutlierOrTwo_AreNoPeak) {
  EXPECT_FALSE(two_peaks(std::vector<double>{10, 10, 11, 10, 11, 90}));
  EXPECT_FALSE(two_peaks(std::vector<double>{0, 0, 0, 0, 0.1, 0.1}));
}

TEST(TwoPeaks, EqualOrFewValues_HaveNone) {
  EXPECT_FALSE(two_peaks(std::vector<double>(12, 3.0)));
  EXPECT_FALSE(two_peaks(std::vector<double>{1, 1, 9, 9}));
}

TEST(TwoPeaks, OneNormalSampleInAHundredAtMost) {
  Random random(5);
  int found = 0;
  for (int i = 0; i < 400; ++i) {
    std::vector<double> values(10);
    for (double& value : values) {
      value = 0;
      for (int j = 0; j < 12; ++j) value += random.unit();
    }
    found += two_peaks(values).has_value();
  }
  EXPECT_LE(found, 12);
}

TEST(Drift, SteadyClimb_IsSeen) {
  EXPECT_LE(drift_p(std::vector<double>{1, 2, 3, 4, 5, 6, 7, 8}), kDrift);
  EXPECT_LE(drift_p(std::vector<double>{8, 7, 6, 5, 4, 3, 2, 1}), kDrift);
}

TEST(Drift, UpAndDown_IsNone) {
  EXPECT_GT(drift_p(std::vector<double>{1, 8, 2, 7, 3, 6, 4, 5}), 0.1);
  EXPECT_EQ(drift_p(std::vector<double>{1, 2, 3}), 1);
  EXPECT_GT(drift_p(std::vector<double>(8, 1.0)), 0.5);
}

}  // namespace
}  // namespace folioscope::stats
