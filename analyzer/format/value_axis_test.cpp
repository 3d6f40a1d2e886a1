// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/value_axis.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace folioscope::format {
namespace {

ValueRange range(std::vector<double> values) { return value_range(values); }

TEST(ValueRange, BeginsAtZeroWhereTheDistanceFromZeroMatters) {
  EXPECT_EQ(range({0, 11.25, 15}), (ValueRange{0, 20, 5, 0}));
  EXPECT_EQ(range({40, 100}).low, 0);
}

TEST(ValueRange, LooksCloserAtValuesFarFromZero) {
  const ValueRange close = range({96.2, 99.9});
  EXPECT_EQ(close.low, 95);
  EXPECT_EQ(close.high, 101);
}

TEST(ValueRange, HoldsEveryValueAndRoundTicks) {
  for (const auto& values : std::vector<std::vector<double>>{
           {-3, 8}, {1e-6, 3e-6}, {1e9, 1e9 + 7}, {-5, -4.9}, {0.1, 0.2}, {12345, 99999}}) {
    const ValueRange r = range(values);
    EXPECT_LE(r.low, values[0]);
    EXPECT_GE(r.high, values[1]);
    EXPECT_GE((r.high - r.low) / r.step, 2);
    EXPECT_LE((r.high - r.low) / r.step, 8);
  }
}

TEST(ValueRange, PutsEqualValuesIntoTheMiddle) {
  EXPECT_EQ(range({32, 32}), (ValueRange{10, 50, 10, 0}));
  EXPECT_EQ(range({0, 0, 0}).low, 0);
  EXPECT_GT(range({0, 0, 0}).high, 0);
  const ValueRange negative = range({-4});
  EXPECT_LT(negative.low, -4);
  EXPECT_GT(negative.high, -4);
}

TEST(ValueRange, OfSharesEndsAtAll) {
  EXPECT_EQ(share_range(std::array{0.0, 100.0}), (ValueRange{0, 100, 20, 0}));
  EXPECT_EQ(share_range(std::array{100.0, 100.0}).high, 100);
  EXPECT_GT(share_range(std::array{0.0, 130.0}).high, 130);
  EXPECT_EQ(share_range(std::array{0.0, 11.25, 15.0}), (ValueRange{0, 20, 5, 0}));
}

TEST(ValueRange, OfNothingIsStillARange) { EXPECT_EQ(range({}), (ValueRange{0, 1, 0.2, 1})); }

TEST(ValueRange, GivesTickLabelsTheDecimalsTheyNeed) {
  EXPECT_EQ(range({0, 1.1}).decimals, 1);
  EXPECT_EQ(range({5.0, 5.4}).decimals, 1);
  EXPECT_EQ(range({0, 5000}).decimals, 0);
  EXPECT_EQ(range({0.0101, 0.0149}).decimals, 3);
}

}  // namespace
}  // namespace folioscope::format
