// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/observations.h"

#include <gtest/gtest.h>

#include <cmath>

namespace folioscope::stats {
namespace {

TEST(Contrast, IsTheMeanDifferenceInsideBlocks) {
  const std::vector<Boot> boots{{0, false}, {0, true},  {0, true},  {0, false},
                                {1, true},  {1, false}, {1, false}, {1, true}};
  const Contrast result = contrast(boots, Values{1, 4, 6, 3, 13, 11, 9, 15});
  EXPECT_DOUBLE_EQ(result.difference, 3.5);  // (5 - 2 + 14 - 10) / 2
  EXPECT_EQ(result.blocks, 2u);
  EXPECT_EQ(result.baseline, 4u);
  EXPECT_EQ(result.variant, 4u);
  EXPECT_EQ(result.freedom(), 5);
  EXPECT_TRUE(result.one_sided);
  EXPECT_FALSE(result.equal);
}

TEST(Contrast, FullerBlocksWeighMore) {
  // Two of each: weight 1. One of each: weight 1/2.
  const std::vector<Boot> boots{{0, false}, {0, false}, {0, true},
                                {0, true},  {1, false}, {1, true}};
  EXPECT_DOUBLE_EQ(contrast(boots, Values{0, 0, 3, 3, 0, 6}).difference, (3 * 1 + 6 * 0.5) / 1.5);
}

TEST(Contrast, BlocksWithOneSideTellNothing) {
  const std::vector<Boot> boots{{0, false}, {0, true}, {1, true}, {2, false}};
  const Contrast result = contrast(boots, Values{1, 2, 1000, -1000});
  EXPECT_DOUBLE_EQ(result.difference, 1);
  EXPECT_EQ(result.blocks, 1u);
}

TEST(Contrast, BootWithoutAValue_IsAsIfItWereNotThere) {
  const std::vector<Boot> boots{{0, false}, {0, true}, {0, true}};
  const Contrast result = contrast(boots, Values{1, 2, std::nan("")});
  EXPECT_DOUBLE_EQ(result.difference, 1);
  EXPECT_EQ(result.variant, 1u);
}

TEST(Contrast, NothingToCompare_HasNoWeight) {
  EXPECT_EQ(contrast({}, {}).weight, 0);
  EXPECT_EQ(contrast(std::vector<Boot>{{0, true}}, Values{1}).weight, 0);
}

TEST(Contrast, EqualValuesAreNamed) {
  const std::vector<Boot> boots{{0, false}, {0, true}};
  EXPECT_TRUE(contrast(boots, Values{7, 7}).equal);
}

}  // namespace
}  // namespace folioscope::stats
