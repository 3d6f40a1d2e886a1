// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/outcome.h"

#include <gtest/gtest.h>

namespace folioscope::stats {
namespace {

Difference of(std::vector<double> differences) {
  std::vector<Observation> zero, values;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    zero.push_back({static_cast<int>(i), 0});
    values.push_back({static_cast<int>(i), differences[i]});
  }
  return compare(zero, values, 1);
}

TEST(Judge, ClearDifferenceInSixBlocks_IsAChange) {
  EXPECT_EQ(judge(of({4, 5, 6, 4, 5, 6}), 1).outcome, Outcome::Changed);
  EXPECT_EQ(judge(of({-4, -5, -6, -4, -5, -6}), 1).outcome, Outcome::Changed);
}

TEST(Judge, SameDifferenceInFiveBlocks_CannotTellYet) {
  const Judgement judgement = judge(of({4, 5, 6, 4, 5}), 1);
  EXPECT_EQ(judgement.outcome, Outcome::Inconclusive);
  EXPECT_EQ(judgement.more_blocks, 1u);
}

TEST(Judge, NoiseAroundZero_CannotTellUnlessItIsSmall) {
  const Difference noise = of({-2, 2, -1, 1, -3, 3, 1, -1});
  EXPECT_EQ(judge(noise, 1).outcome, Outcome::Inconclusive);
  EXPECT_EQ(judge(noise, 10).outcome, Outcome::NoDifference);
}

TEST(Judge, SmallButCertainDifference_IsNoneThatMatters) {
  const Difference small = of({0.4, 0.5, 0.6, 0.4, 0.5, 0.6});
  EXPECT_EQ(judge(small, 1).outcome, Outcome::NoDifference);
  EXPECT_EQ(judge(small, 0).outcome, Outcome::Changed);
}

TEST(Judge, ExactlyRepeatedDifference_NeedsThreeBlocks) {
  EXPECT_EQ(judge(of({32, 32}), 0).outcome, Outcome::Inconclusive);
  EXPECT_EQ(judge(of({32, 32, 32}), 0).outcome, Outcome::Changed);
  EXPECT_EQ(judge(of({0, 0}), 0).outcome, Outcome::Inconclusive);
  EXPECT_EQ(judge(of({0, 0, 0}), 0).outcome, Outcome::NoDifference);
}

TEST(Judge, FewBlocksInsideTheMinimumEffect_CannotTell) {
  EXPECT_EQ(judge(of({0.1, -0.1, 0.2, -0.2, 0.1}), 1).outcome, Outcome::Inconclusive);
}

TEST(Judge, OneBootOrNone_AsksForSixBlocks) {
  EXPECT_EQ(judge(of({}), 1), (Judgement{Outcome::Inconclusive, 6}));
  EXPECT_EQ(judge(of({5}), 1), (Judgement{Outcome::Inconclusive, 5}));
}

TEST(Judge, HopelesslySmallDifference_PromisesNoNumberOfBoots) {
  EXPECT_EQ(judge(of({-10, 10.001, -10, 10.001, -10, 10.001}), 0),
            (Judgement{Outcome::Inconclusive, std::nullopt}));
}

TEST(Judge, WiderNoiseAsksForMoreBoots) {
  const auto narrow = judge(of({3, -1, 3, -1, 3, -1}), 0).more_blocks;
  const auto wide = judge(of({5, -3, 5, -3, 5, -3}), 0).more_blocks;
  ASSERT_TRUE(narrow && wide);
  EXPECT_GT(*wide, *narrow);
}

}  // namespace
}  // namespace folioscope::stats
