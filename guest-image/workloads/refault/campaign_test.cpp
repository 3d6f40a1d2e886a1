// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/campaign.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

using namespace std::chrono_literals;

TEST(Campaign, CountsWhatSucceededOfWhatWasTried) {
  int tries = 0;
  const auto outcome = repeat({.time = 3600s, .attempts = 5}, [&]() -> Result<Attempt> {
    return Attempt{++tries % 2 == 0, 1.5};
  });
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->attempts, 5u);
  EXPECT_EQ(outcome->successes, 2u);
  EXPECT_EQ(outcome->latency_ms, std::vector<double>(5, 1.5));
}

TEST(Campaign, TriesOnceHoweverShortTheTime) {
  const auto outcome = repeat({.time = 0s, .attempts = 0}, [] { return Result(Attempt{}); });
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->attempts, 1u);
}

TEST(Campaign, AFaultEndsIt) {
  const auto outcome = repeat({.time = 3600s, .attempts = 5},
                              []() -> Result<Attempt> { return guest_fault("no second node"); });
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.fault().what, "no second node");
}

}  // namespace
}  // namespace folioscope::workloads
