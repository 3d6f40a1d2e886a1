// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/paired.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <numbers>

#include "stats/random.h"

namespace folioscope::stats {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Box and Muller's normal deviate.
double normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log(1 - random.unit()));
  return radius * std::cos(2 * std::numbers::pi * random.unit());
}

TEST(PairedDifferences, LeaveOutBlocksWithOneSideOnly) {
  const std::vector<Observation> stock{{0, 1.0}, {1, 2.0}, {3, 4.0}};
  const std::vector<Observation> patched{{3, 4.5}, {2, 9.0}, {0, 3.0}};
  EXPECT_THAT(paired_differences(stock, patched), ElementsAre(2.0, 0.5));
  EXPECT_THAT(paired_differences(stock, {}), IsEmpty());
}

// Darwin's maize, after Fisher: 863 of 2^14 assignments one-sided, p = 0.0526 two-sided.
TEST(SignFlip, GivesFishersPOfDarwinsMaize) {
  const std::array<double, 15> inches{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
  EXPECT_DOUBLE_EQ(sign_flip_p(inches, 1), 1726.0 / 32768);
}

TEST(SignFlip, OfAllDifferencesOnOneSideIsTheSmallestPossible) {
  EXPECT_DOUBLE_EQ(sign_flip_p(std::array{1.0, 2.0, 0.5, 3.0, 1.5, 1.0}, 1), 2.0 / 64);
  EXPECT_DOUBLE_EQ(smallest_sign_flip_p(6), 2.0 / 64);
  EXPECT_DOUBLE_EQ(sign_flip_p(std::array{-1.0}, 1), 1);
  EXPECT_DOUBLE_EQ(smallest_sign_flip_p(1), 1);
}

TEST(SignFlip, OfNoDifferenceIsOne) {
  EXPECT_EQ(sign_flip_p({}, 1), 1);
  EXPECT_EQ(sign_flip_p(std::array{0.0, 0.0, 0.0, 0.0}, 1), 1);
}

TEST(SignFlip, CountsTiesDespiteRounding) {
  // 0.1 + 0.2 and 0.3 differ in the last bit: the swap that turns 0.3 into -0.3 is a tie at 0.
  EXPECT_EQ(sign_flip_p(std::array{0.1, 0.2, -0.3}, 1), 1);
}

TEST(SignFlip, SamplesManyBlocksNearTheExactValue) {
  // 20 differences of size 1, 15 of them positive: the two-sided sign test, p = 0.0414.
  std::vector<double> differences(20, 1.0);
  for (std::size_t i = 0; i < 5; ++i) differences[i] = -1;
  EXPECT_NEAR(sign_flip_p(differences, 3, 100'000), 0.0414, 0.003);
  EXPECT_EQ(sign_flip_p(differences, 3), sign_flip_p(differences, 3));
}

TEST(SignFlip, SamplesMoreBlocksThanAWordHasBits) {
  std::vector<double> differences(130, 1.0);
  EXPECT_DOUBLE_EQ(sign_flip_p(differences, 3, 999), 0.001);  // only the observed one
  for (std::size_t i = 0; i < 65; ++i) differences[i] = -1;
  EXPECT_EQ(sign_flip_p(differences, 3, 999), 1);
}

TEST(Bootstrap, NeedsTwoBlocks) {
  EXPECT_EQ(bootstrap_interval({}, 1), std::nullopt);
  EXPECT_EQ(bootstrap_interval(std::array{1.0}, 1), std::nullopt);
}

TEST(Bootstrap, OfEqualDifferencesIsThatDifference) {
  EXPECT_EQ(bootstrap_interval(std::array{32.0, 32.0, 32.0}, 1), (Interval{32, 32}));
}

TEST(Bootstrap, DependsOnTheSeedOnly) {
  std::vector<double> differences;
  for (int i = 0; i < 30; ++i) differences.push_back(std::sqrt(i));
  EXPECT_EQ(bootstrap_interval(differences, 9), bootstrap_interval(differences, 9));
  EXPECT_NE(bootstrap_interval(differences, 9), bootstrap_interval(differences, 10));
}

TEST(Bootstrap, ApproachesStudentsIntervalForManyBlocks) {
  Random random(5);
  std::vector<double> differences(200);
  for (double& value : differences) value = 10 + 3 * normal(random);
  double mean = 0, squares = 0;
  for (double value : differences) mean += value / 200;
  for (double value : differences) squares += (value - mean) * (value - mean);
  const double half = 1.972 * std::sqrt(squares / 199 / 200);  // t(0.975, 199) = 1.972
  const auto interval = bootstrap_interval(differences, 1, 40'000);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->low, mean - half, half * 0.05);
  EXPECT_NEAR(interval->high, mean + half, half * 0.05);
}

// The promise of "95 %": over many made-up runs the interval holds the true difference about so
// often, and a skewed metric is not far off.
double coverage(std::size_t blocks, double (*draw)(Random&), double truth) {
  constexpr int kRuns = 1500;
  Random random(2024);
  int covered = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> differences(blocks);
    for (double& value : differences) value = draw(random);
    covered +=
        bootstrap_interval(differences, static_cast<std::uint64_t>(run), 1500)->contains(truth);
  }
  return covered / double{kRuns};
}

TEST(Bootstrap, CoversTheTruthAsOftenAsItSays) {
  EXPECT_THAT(coverage(6, normal, 0), DoubleNear(0.95, 0.03));
  EXPECT_THAT(coverage(12, normal, 0), DoubleNear(0.95, 0.02));
  const auto skewed = [](Random& random) { return -std::log(1 - random.unit()); };
  EXPECT_THAT(coverage(20, skewed, 1), DoubleNear(0.95, 0.04));
}

TEST(SignFlip, RaisesFalseAlarmsNoOftenerThanItSays) {
  Random random(99);
  int alarms = 0;
  for (int run = 0; run < 2000; ++run) {
    std::array<double, 8> differences{};
    for (double& value : differences) value = normal(random);
    alarms += sign_flip_p(differences, 1) <= 0.05;
  }
  EXPECT_THAT(alarms / 2000.0, DoubleNear(0.047, 0.015));  // 12 of 256 is the size of the test
}

TEST(Compare, CancelsWhatTheBlocksShare) {
  // The host slows down from block to block; the variant always adds about 1.
  const std::vector<Observation> stock{{0, 10}, {1, 20}, {2, 30}, {3, 40}, {4, 50}, {5, 60}};
  const std::vector<Observation> patched{{0, 11.1}, {1, 20.9}, {2, 31.2},
                                         {3, 40.8}, {4, 51},   {5, 61}};
  const Difference difference = compare(stock, patched, 1);
  EXPECT_EQ(difference.blocks, 6u);
  EXPECT_NEAR(difference.mean, 1, 1e-9);
  EXPECT_FALSE(difference.constant);
  EXPECT_NEAR(difference.p, 2.0 / 64, 1e-12);
  ASSERT_TRUE(difference.interval);
  EXPECT_GT(difference.interval->low, 0.7);
  EXPECT_LT(difference.interval->high, 1.3);
}

TEST(Compare, KnowsWhetherAllBlocksPointTheSameWay) {
  const std::vector<Observation> stock{{0, 1}, {1, 1}, {2, 1}};
  const auto one_sided = [&](double a, double b, double c) {
    return compare(stock, std::vector<Observation>{{0, a}, {1, b}, {2, c}}, 1).one_sided;
  };
  EXPECT_TRUE(one_sided(2, 3, 4));
  EXPECT_TRUE(one_sided(0, 0.5, -1));
  EXPECT_FALSE(one_sided(2, 3, 1));
  EXPECT_FALSE(one_sided(2, 0, 3));
}

TEST(Compare, OfOneBootHasNoInterval) {
  const Difference difference =
      compare(std::vector<Observation>{{0, 1}}, std::vector<Observation>{{0, 2}}, 1);
  EXPECT_EQ(difference.blocks, 1u);
  EXPECT_EQ(difference.mean, 1);
  EXPECT_FALSE(difference.interval);
  EXPECT_FALSE(difference.constant);
  EXPECT_EQ(difference.p, 1);
}

TEST(Compare, OfNothingInCommonHasNoBlocks) {
  const Difference difference =
      compare(std::vector<Observation>{{0, 1}}, std::vector<Observation>{{1, 2}}, 1);
  EXPECT_EQ(difference.blocks, 0u);
  EXPECT_EQ(difference.p, 1);
}

}  // namespace
}  // namespace folioscope::stats
