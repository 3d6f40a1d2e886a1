// SPDX-License-Identifier: GPL-3.0-or-later
#include "stats/random.h"

#include <gtest/gtest.h>

#include <array>

namespace folioscope::stats {
namespace {

// Computed with an independent implementation in Python, checked there against the published
// sequence of xoshiro256** for the state 1, 2, 3, 4.
TEST(Random, GivesTheSameNumbersOnEveryMachine) {
  Random random(42);
  EXPECT_EQ(random.next(), 1546998764402558742u);
  EXPECT_EQ(random.next(), 6990951692964543102u);
  EXPECT_EQ(random.next(), 12544586762248559009u);
}

TEST(Random, BelowFavoursNoValue) {
  Random random(7);
  std::array<int, 6> seen{};
  for (int i = 0; i < 60'000; ++i) ++seen[random.below(6)];
  for (int count : seen) EXPECT_NEAR(count, 10'000, 500);  // more than 5 standard deviations
}

TEST(Random, UnitStaysBelowOne) {
  Random random(7);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double value = random.unit();
    ASSERT_GE(value, 0);
    ASSERT_LT(value, 1);
    sum += value;
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

}  // namespace
}  // namespace folioscope::stats
