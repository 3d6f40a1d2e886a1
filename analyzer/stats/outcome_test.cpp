// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/outcome.h"

#include <gtest/gtest.h>

#include "stats/planning.h"
#include "testing/blocks_of_two.h"

namespace folioscope::stats {
namespace {

Contrast noise(int blocks, double effect) {
  Values values;
  for (int block = 0; block < blocks; ++block)
    values.insert(values.end(), {10.0, 10.2, 10.2 + effect, 10.0 + effect});
  return contrast(blocks_of_two(blocks), values);
}

TEST(Judge, RejectedAndLarge_IsAChange) {
  EXPECT_EQ(judge(noise(3, 2), true, 1), Outcome::Changed);
  EXPECT_EQ(judge(noise(3, -2), true, 1), Outcome::Changed);
  EXPECT_EQ(judge(noise(3, 2), false, 1), Outcome::Inconclusive);
}

TEST(Judge, RejectedButSmallerThanWhatMatters_IsNoChange) {
  EXPECT_EQ(judge(noise(3, 0.5), true, 1), Outcome::Inconclusive);
  EXPECT_EQ(judge(noise(15, 0.5), true, 1), Outcome::NoDifference);
}

TEST(Judge, SixAlikeBoots_AreNotEnoughForNoDifference) {
  EXPECT_EQ(judge(noise(3, 0), false, 1), Outcome::Inconclusive);
  EXPECT_EQ(judge(noise(15, 0), false, 1), Outcome::NoDifference);
  EXPECT_EQ(judge(noise(15, 0), false, 0.01), Outcome::Inconclusive);
}

TEST(Judge, EqualValues_AreNeverNoDifference) {
  EXPECT_EQ(judge(contrast(blocks_of_two(20), Values(80, 0.0)), false, 1), Outcome::Inconclusive);
}

TEST(Judge, OneBootOrNone_IsInconclusive) {
  EXPECT_EQ(judge(contrast({}, {}), false, 1), Outcome::Inconclusive);
  EXPECT_EQ(judge(contrast(std::vector<Boot>{{0, false}, {0, true}}, Values{1, 2}), false, 10),
            Outcome::Inconclusive);
}

TEST(BootsForNoDifference, AreWhatATenthOfTheBootsTakes) {
  EXPECT_EQ(kBootsForNoDifference, boots_to_see(0.1));
}

}  // namespace
}  // namespace folioscope::stats
