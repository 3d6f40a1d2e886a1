// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace folioscope::derive {
namespace {

TEST(Samples, AreExactUntilTheirBound) {
  Samples samples;
  std::vector<double> values;
  std::mt19937_64 random(7);
  for (int i = 0; i < 50'000; ++i) {
    const std::uint64_t ns = random() % 1'000'000'000;
    samples.add(ns);
    values.push_back(static_cast<double>(ns) / 1e6);
  }
  const SampleSummary got = samples.summary(), expected = summary_of(values);
  EXPECT_EQ(got.p50, expected.p50);
  EXPECT_EQ(got.p99, expected.p99);
  EXPECT_EQ(got.max, expected.max);
  EXPECT_EQ(got.mean, expected.mean);
  EXPECT_EQ(got.buckets.size(), expected.buckets.size());
  EXPECT_EQ(samples.longest_ms(), *std::ranges::max_element(values));
}

TEST(Samples, BeyondTheirBoundQuantilesAreWithinASixteenth_TheRestIsExact) {
  Samples samples;
  constexpr std::uint64_t kCount = 2 * Samples::kExact;
  for (std::uint64_t i = 1; i <= kCount; ++i) samples.add(i * 1'000);
  const SampleSummary got = samples.summary();
  const double half = static_cast<double>(kCount) / 2 / 1e3,
               all = static_cast<double>(kCount) / 1e3;
  EXPECT_GE(got.p50, half);
  EXPECT_LE(got.p50, half * (1 + 1.0 / 16));
  EXPECT_EQ(got.max, all);
  EXPECT_NEAR(got.mean, all / 2, all * 1e-6);
  std::int64_t counted = 0;
  for (const auto& bucket : got.buckets) counted += bucket.count;
  EXPECT_EQ(counted, static_cast<std::int64_t>(kCount));
}

TEST(Distribution, CountsOverPowersOfTwoOnBothSidesOfZero) {
  Distribution values;
  for (const double value : {0.0, 1.0, 1.5, 2.0, -1.0, -3.0}) values.add(value);
  const auto buckets = values.buckets();
  ASSERT_EQ(buckets.size(), 5u);
  EXPECT_EQ(buckets[0].low, -4);
  EXPECT_EQ(buckets[0].high, -2);
  EXPECT_EQ(buckets[1].low, -1);
  EXPECT_EQ(buckets[3].low, 1);
  EXPECT_EQ(buckets[3].count, 2);
  EXPECT_EQ(buckets[4].low, 2);
}

TEST(Distribution, OfTheLargestNumbersHasFiniteRanges) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  Distribution values;
  for (const double value : {kLargest, -kLargest}) values.add(value);
  const auto buckets = values.buckets();
  ASSERT_EQ(buckets.size(), 2u);
  EXPECT_EQ(buckets[0].low, -kLargest);
  EXPECT_EQ(buckets[1].high, kLargest);
}

}  // namespace
}  // namespace folioscope::derive
