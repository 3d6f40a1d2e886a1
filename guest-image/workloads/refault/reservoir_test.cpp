// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/reservoir.h"

#include <gtest/gtest.h>

#include <numeric>

namespace folioscope::workloads {
namespace {

TEST(Reservoir, KeepsAllThatFit) {
  Reservoir reservoir(4, 1);
  for (const double sample : {3.0, 1.0, 2.0}) reservoir.add(sample);
  const auto kept = reservoir.samples();
  EXPECT_EQ(std::vector(kept.begin(), kept.end()), (std::vector{3.0, 1.0, 2.0}));
}

TEST(Reservoir, OfTooManyKeepsSomeOfAllAges) {
  Reservoir reservoir(1000, 1);
  for (int sample = 0; sample < 100'000; ++sample) reservoir.add(sample);
  const auto kept = reservoir.samples();
  ASSERT_EQ(kept.size(), 1000u);
  EXPECT_EQ(reservoir.seen(), 100'000u);
  const double mean = std::accumulate(kept.begin(), kept.end(), 0.0) / 1000;
  // The mean of 1000 of 0..99999: 50,000 with a standard error of 913.
  EXPECT_NEAR(mean, 50'000, 4 * 913);
}

}  // namespace
}  // namespace folioscope::workloads
