// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/family.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stats/random.h"
#include "testing/blocks_of_two.h"

namespace folioscope::stats {
namespace {

Values noise(std::size_t count, Random& random) {
  Values values(count);
  for (double& value : values) value = random.unit();
  return values;
}

Stratum stratum_of(int blocks, std::size_t metrics, Random& random) {
  const auto boots = blocks_of_two(blocks);
  Stratum stratum{Relabelings(boots), {}};
  for (std::size_t i = 0; i < metrics; ++i) stratum.metrics.push_back(noise(boots.size(), random));
  return stratum;
}

// variant + size in every block
Values shifted(Values values, double size) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (i % 4 >= 2) values[i] += size;
  return values;
}

TEST(StepDown, OneMetric_KeepsItsOwnP) {
  Random random(1);
  const Stratum stratum = stratum_of(3, 1, random);
  const auto results = step_down(std::span(&stratum, 1));
  EXPECT_DOUBLE_EQ(results[0][0].adjusted, results[0][0].p);
}

TEST(StepDown, CopiesOfOneMetric_CostNothing) {
  Random random(2);
  Stratum stratum = stratum_of(4, 1, random);
  stratum.metrics.assign(50, stratum.metrics.front());
  const auto results = step_down(std::span(&stratum, 1));
  for (const Tested& tested : results[0]) EXPECT_DOUBLE_EQ(tested.adjusted, tested.p);
}

// 46,656 relabelings of each metric: more numbers than are kept for the second time.
TEST(StepDown, CopiesInAFamilyTooLargeToKeep_CostNothingEither) {
  Random random(4);
  Stratum stratum = stratum_of(6, 1, random);
  stratum.metrics.assign(250, stratum.metrics.front());
  const auto results = step_down(std::span(&stratum, 1));
  for (const Tested& tested : results[0]) EXPECT_DOUBLE_EQ(tested.adjusted, tested.p);
}

TEST(StepDown, AfterAStopRequestThereIsAResultOfTheSameShape) {
  Random random(5);
  const std::vector<Stratum> strata = {stratum_of(3, 2, random), stratum_of(4, 3, random)};
  std::stop_source stop;
  stop.request_stop();
  const auto results = step_down(strata, stop.get_token());
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].size(), 2u);
  EXPECT_EQ(results[1].size(), 3u);
}

TEST(StepDown, StrongEffectAmongNoise_IsFound) {
  Random random(3);
  Stratum stratum = stratum_of(4, 20, random);
  stratum.metrics[7] = shifted(stratum.metrics[7], 3);
  const auto results = step_down(std::span(&stratum, 1));
  EXPECT_TRUE(results[0][7].rejected);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_GE(results[0][i].adjusted, results[0][i].p);
    EXPECT_GE(results[0][i].adjusted, results[0][7].adjusted);
  }
}

// Fewer statistics than are kept for the second time, and more.
TEST(StepDown, SaysTheSameOnAnyNumberOfThreads) {
  for (const std::size_t metrics : {4, 70}) {
    Random random(7);
    std::vector<Stratum> strata;
    for (int i = 0; i < 4; ++i) strata.push_back(stratum_of(6, metrics, random));
    const auto alone = step_down(strata);
    for (const std::size_t threads : {2, 3, 9}) EXPECT_EQ(step_down(strata, {}, threads), alone);
  }
}

TEST(StepDown, AtMostOneFamilyInTwentyHasAFalseOne) {
  Random random(4);
  int families = 0;
  for (int i = 0; i < 400; ++i) {
    const Stratum strata[] = {stratum_of(3, 10, random), stratum_of(3, 10, random)};
    bool any = false;
    for (const auto& results : step_down(strata))
      for (const Tested& tested : results) any = any || tested.rejected;
    families += any;
  }
  EXPECT_LE(families, 400 * 0.05 + 3 * std::sqrt(400 * 0.05 * 0.95));
}

TEST(StepDown, NothingToTest_GivesNothing) {
  EXPECT_TRUE(step_down({}).empty());
  const Stratum empty{Relabelings({}), {}};
  EXPECT_TRUE(step_down(std::span(&empty, 1))[0].empty());
  const Stratum one_side{Relabelings(std::vector<Boot>{{0, false}}), {Values{1}}};
  EXPECT_EQ(step_down(std::span(&one_side, 1))[0][0].adjusted, 1);
}

}  // namespace
}  // namespace folioscope::stats
