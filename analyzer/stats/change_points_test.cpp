// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/change_points.h"

#include <gmock/gmock.h>

#include <cmath>

#include "stats/random.h"

namespace folioscope::stats {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

// Uniform noise around each level, `count` values of each.
std::vector<double> steps(const std::vector<double>& levels, std::size_t count, std::uint64_t seed,
                          double noise = 1) {
  Random random(seed);
  std::vector<double> values;
  for (const double level : levels)
    for (std::size_t i = 0; i < count; ++i) values.push_back(level + noise * (random.unit() - 0.5));
  return values;
}

auto at(std::size_t place) { return Field(&ChangePoint::at, place); }

TEST(ChangePoints, StepsAreFoundWhereTheyAre) {
  EXPECT_THAT(change_points(steps({10, 12}, 10, 1)), ElementsAre(at(10)));
  EXPECT_THAT(change_points(steps({10, 12, 9, 9, 15}, 8, 2)), ElementsAre(at(8), at(16), at(32)));
  for (const ChangePoint& change : change_points(steps({10, 12}, 10, 1)))
    EXPECT_NEAR(change.p, 0.001, 1e-9) << "no permutation of 999 has one as large";
}

TEST(ChangePoints, AWiderSpreadIsAChangeToo) {
  std::vector<double> values = steps({10}, 40, 3, 0.1);
  const std::vector<double> wide = steps({10}, 40, 4, 10);
  values.insert(values.end(), wide.begin(), wide.end());
  EXPECT_EQ(change_points(values).size(), 1u);
}

TEST(ChangePoints, WithoutAChange_OneSeriesOfAHundredHasOne) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed)
    found += !change_points(steps({5}, 20, seed), {.permutations = 199, .seed = seed}).empty();
  EXPECT_LE(found, 12) << "4 are expected; 13 or more come once in 1,000";
}

TEST(ChangePoints, ShortOrEqualSeriesHaveNone) {
  EXPECT_THAT(change_points({}), IsEmpty());
  EXPECT_THAT(change_points(std::vector<double>{1, 1, 9, 9, 9}), IsEmpty());
  EXPECT_THAT(change_points(std::vector<double>(30, 7.0)), IsEmpty());
}

// The statistic by its definition, over all pairs.
TEST(ChangePoints, CutIsTheLargestByDefinition) {
  const std::vector<double> values = steps({1, 1.6}, 9, 7);
  double best = -HUGE_VAL;
  std::size_t place = 0;
  for (std::size_t cut = 3; cut + 3 <= values.size(); ++cut) {
    double left = 0, right = 0, across = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const double distance = std::abs(values[i] - values[j]);
        (i < cut ? left : j >= cut ? right : across) += distance;
      }
    const auto n = static_cast<double>(cut), m = static_cast<double>(values.size() - cut);
    const double size =
        n * m / (n + m) *
        (2 * across / (n * m) - 2 * left / (n * (n - 1)) - 2 * right / (m * (m - 1)));
    if (size > best) {
      best = size;
      place = cut;
    }
  }
  EXPECT_THAT(change_points(values, {.significance = 0.5}), Contains(at(place)));
}

TEST(ChangePoints, TheSameSeedGivesTheSame) {
  const std::vector<double> values = steps({5, 5.4}, 12, 11);
  EXPECT_EQ(change_points(values, {.significance = 1, .seed = 3}),
            change_points(values, {.significance = 1, .seed = 3}));
}

}  // namespace
}  // namespace folioscope::stats
