// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/families.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "simulate/design.h"
#include "simulate/shapes.h"

namespace folioscope::simulate {
namespace {

using stats::Random;

constexpr Family kEvery[] = {Family::Normal, Family::Lognormal, Family::Bimodal,
                             Family::Rates,  Family::Counts,    Family::RareMode};
constexpr int kExperiments = 4000;

struct Moments {
  double baseline = 0, variant = 0;
  double within = 0;  // variance of the baseline inside blocks
};

// Two boots of each variant in a block of its own, many times.
Moments moments_of(Family family, double effect, const stats::Values* pool = nullptr) {
  Random random(17);
  const auto boots = boots_of(2);
  Moments moments;
  for (int i = 0; i < kExperiments; ++i) {
    const Host host(boots, random);
    const stats::Values values = draw(family, host, effect, random, pool);
    const double base[] = {values[0], values[2]};
    moments.baseline += (base[0] + base[1]) / 2 / kExperiments;
    moments.variant += (values[1] + values[3]) / 2 / kExperiments;
    moments.within += (base[0] - base[1]) * (base[0] - base[1]) / 2 / kExperiments;
  }
  return moments;
}

TEST(Families, HaveTheMeanAndTheDeviationTheyClaim) {
  for (const Family family : kEvery) {
    const Moments moments = moments_of(family, 0);
    const double deviation = deviation_of(family);
    EXPECT_NEAR(moments.baseline, mean_of(family), 0.05 * deviation) << name_of(family);
    EXPECT_NEAR(std::sqrt(moments.within), deviation, 0.06 * deviation) << name_of(family);
  }
}

TEST(Families, HaveTheDifferenceTheyClaim) {
  for (const Family family : kEvery)
    for (const double effect : {0.0, 1.5}) {
      const Moments moments = moments_of(family, effect);
      EXPECT_NEAR(moments.variant - moments.baseline, difference_of(family, effect),
                  0.08 * deviation_of(family))
          << name_of(family) << " " << effect;
    }
}

TEST(Families, HaveNamesOfTheirOwn) {
  EXPECT_EQ(name_of(Family::Counts), "zero-inflated counts");
  for (const Family one : kEvery)
    for (const Family other : kEvery) EXPECT_EQ(one == other, name_of(one) == name_of(other));
}

TEST(Host, MetricsOfOneBootShareAFactor_AndBootsOfOneBlockAMoment) {
  Random random(3);
  const auto boots = boots_of(2);
  double product = 0, moments = 0;
  for (int i = 0; i < kExperiments; ++i) {
    const Host host(boots, random, 0.5);
    product += host.latent(0, 0, random) * host.latent(0, 0, random) / kExperiments;
    moments += host.moment(0) * host.moment(0) / kExperiments;
    EXPECT_EQ(host.moment(0), host.moment(3));
  }
  EXPECT_NEAR(product, 0.5, 0.06);
  EXPECT_NEAR(moments, 1, 0.08);
}

TEST(Poisson, HasItsMean) {
  Random random(5);
  double sum = 0;
  for (int i = 0; i < kExperiments; ++i) sum += poisson(8, random);
  EXPECT_NEAR(sum / kExperiments, 8, 4 * std::sqrt(8.0 / kExperiments));
  EXPECT_EQ(poisson(0, random), 0);
}

TEST(Resampled, TakesShapeAndNotScale) {
  const stats::Values residuals[] = {{100, 200, 300, NAN}, {5, 5, 5}, {}, {-1, 1}};
  const Pools pools = resampled(residuals);
  ASSERT_EQ(pools.size(), 2u);  // of equal values there is nothing to draw
  EXPECT_EQ(pools[0].size(), 3u);
  EXPECT_NEAR(pools[0][0], -std::sqrt(1.5), 1e-12);
  EXPECT_NEAR(pools[0][1], 0, 1e-12);
  EXPECT_EQ(pools[1], (stats::Values{-1, 1}));
}

TEST(Resampled, BothSidesComeFromOnePool) {
  const Pools pools = stored_shapes();
  for (const stats::Values& pool : pools) {
    const Moments moments = moments_of(Family::Resampled, 1, &pool);
    EXPECT_NEAR(moments.variant - moments.baseline, 1, 0.1);
    EXPECT_NEAR(moments.within, 1, 0.15);
  }
}

TEST(Shapes, OfRealRunsAreThere) {
  EXPECT_GE(stored_shapes().size(), 20u);
  for (const stats::Values& pool : stored_shapes()) EXPECT_GE(pool.size(), 18u);
}

TEST(Shapes, AreALineOfNumbersEach) {
  EXPECT_TRUE(parse_shapes("").empty());
  EXPECT_TRUE(parse_shapes("# 1 2 3\n\n7 7 7\n").empty());
  EXPECT_EQ(parse_shapes("# of three\n1 3\n2 4 x 9\n"), (Pools{{-1, 1}, {-1, 1}}));
}

}  // namespace
}  // namespace folioscope::simulate
