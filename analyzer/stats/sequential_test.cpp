// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/sequential.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/interval.h"
#include "stats/random.h"
#include "testing/blocks_of_two.h"

namespace folioscope::stats {
namespace {

constexpr std::size_t kFewer = 1000;

Stratum path(int blocks, double effect, std::uint64_t seed, std::size_t metrics = 1) {
  Random random(seed);
  const auto boots = blocks_of_two(blocks);
  Stratum stratum{Relabelings(boots, 1, Draw::Always, kFewer), {}};
  for (std::size_t m = 0; m < metrics; ++m) {
    Values values;
    for (const Boot& boot : boots) values.push_back(random.unit() + (boot.variant ? effect : 0));
    stratum.metrics.push_back(values);
  }
  return stratum;
}

TEST(Spent, IsAllOfItAtTheEnd) {
  const Looks looks{3, 20};
  EXPECT_DOUBLE_EQ(spent_after(20, looks), kSignificance);
  EXPECT_NEAR(spent_after(3, looks), 0.0115, 0.0001);
  EXPECT_LT(spent_after(10, looks), spent_after(11, looks));
}

TEST(ConfidenceOfTheInterval, IsWhatTheFirstLookLeaves) {
  EXPECT_DOUBLE_EQ(confidence_of({20, 20}), 0.95);
  EXPECT_NEAR(confidence_of({3, 20}), 1 - 0.05 * std::log(1 + (std::exp(1.0) - 1) * 3 / 20), 1e-12);
}

// Three hundred runs without an effect that stop where they are rejected, or at the end.
TEST(ConfidenceOfTheInterval, HoldsTheTruthWhereverTheRunStops) {
  const Looks looks{3, 20};
  int held = 0;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const Stratum stratum = path(20, 0, i + 500);
    const auto boots = static_cast<std::size_t>(4 * follow(stratum, looks)[0].decided.value_or(20));
    const auto all = blocks_of_two(20);
    const auto interval =
        block_t(contrast(std::span(all).first(boots), std::span(stratum.metrics[0]).first(boots)),
                confidence_of(looks));
    held += interval && interval->contains(0);
  }
  EXPECT_GE(held, 300 * 0.95 - 3 * std::sqrt(300 * 0.05 * 0.95));
}

TEST(Follow, LargeEffect_IsDecidedAtTheFirstLook) {
  const auto results = follow(path(3, 5, 1), {3, 20});
  ASSERT_TRUE(results[0].rejected);
  EXPECT_EQ(results[0].decided, 3);
  EXPECT_LE(results[0].adjusted, spent_after(3, {3, 20}) + 1.0 / kFewer);
}

TEST(Follow, BeforeTheFirstLook_NothingIsSaid) {
  EXPECT_FALSE(follow(path(2, 5, 1), {3, 20})[0].rejected);
  EXPECT_EQ(follow(path(2, 5, 1), {3, 20})[0].adjusted, 1);
}

TEST(Follow, OnceDecided_StaysDecidedWhateverComes) {
  Stratum longer = path(12, 0, 5);
  const Stratum early = path(3, 5, 1);
  std::ranges::copy(early.metrics[0], longer.metrics[0].begin());
  const auto results = follow(longer, {3, 20});
  EXPECT_TRUE(results[0].rejected);
  EXPECT_EQ(results[0].decided, 3);
  EXPECT_EQ(results[0].adjusted, follow(early, {3, 20})[0].adjusted);
}

TEST(Follow, LookingAfterEveryBlock_KeepsTheLevel) {
  int falsely = 0;
  for (std::uint64_t i = 0; i < 300; ++i)
    falsely += follow(path(20, 0, i + 100), {3, 20})[0].rejected;
  EXPECT_LE(falsely, 300 * 0.05 + 3 * std::sqrt(300 * 0.05 * 0.95));
}

TEST(Follow, SeveralMetrics_KeepTheLevelTogether) {
  int falsely = 0;
  for (std::uint64_t i = 0; i < 150; ++i) {
    bool any = false;
    for (const Followed& one : follow(path(8, 0, i + 100, 10), {3, 8})) any = any || one.rejected;
    falsely += any;
  }
  EXPECT_LE(falsely, 150 * 0.05 + 3 * std::sqrt(150 * 0.05 * 0.95));
}

TEST(SharedOver, KeepsTheWhole) {
  EXPECT_EQ(shared_over(1), kSignificance);
  EXPECT_NEAR(1 - std::pow(1 - shared_over(4), 4), kSignificance, 1e-12);
}

}  // namespace
}  // namespace folioscope::stats
