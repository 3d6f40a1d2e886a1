// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/cma_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;
constexpr std::uint64_t kMs = 1'000'000;

TEST(Cma, FailureRate_IsFailedCallsOfFinishedOnes) {
  MadeEvents made;
  for (std::uint64_t i = 0; i < 4; ++i) {
    made.cma_start((10 * i + 1) * kMs, 0, 7);
    i == 2 ? made.cma_failure((10 * i + 3) * kMs, 0, 7)
           : made.cma_success((10 * i + 3) * kMs, 0, 7);
  }
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(4));
  EXPECT_THAT(value_of(got, "cma_failures"), Optional(1));
  EXPECT_THAT(value_of(got, "cma_failure_rate"), Optional(0.25));
  EXPECT_TRUE(got.anomalies.empty());
}

TEST(Cma, NewerKernelsSayFailureByErrno) {
  MadeEvents made(/*newer=*/true);
  made.cma_start(1, 0, 7).at(2, 0, 7, "cma_alloc_finish", {1, -4096, 8, 0, -16});
  made.cma_start(3, 0, 7).at(4, 0, 7, "cma_alloc_finish", {1, -4096, 8, 0, 0});
  EXPECT_THAT(value_of(made.derive(), "cma_failure_rate"), Optional(0.5));
}

TEST(Cma, LatencyPairsByTask_AcrossCpusAndOverlaps) {
  MadeEvents made;
  made.cma_start(1 * kMs, 0, 7).cma_start(2 * kMs, 1, 8);
  made.cma_success(4 * kMs, 1, 8);   // 2 ms
  made.cma_success(11 * kMs, 1, 7);  // 10 ms, the task has moved to CPU 1
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "cma_latency_p50"), Optional(2));
  EXPECT_THAT(value_of(got, "cma_latency_p95"), Optional(10));
  EXPECT_THAT(value_of(got, "cma_latency_max"), Optional(10));
  ASSERT_EQ(got.distributions.size(), 2u);
  EXPECT_EQ(got.distributions[0], (store::DistributionRow{"cma_latency", 2, 4, 1, "ms"}));
  EXPECT_EQ(got.distributions[1], (store::DistributionRow{"cma_latency", 8, 16, 1, "ms"}));
}

TEST(Cma, StartWithoutFinish_IsAnAnomalyAndNoCall) {
  MadeEvents made;
  made.cma_start(1, 0, 7);  // more than the area: 6.1 leaves without a finish
  made.cma_start(2, 0, 7).cma_success(3, 0, 7);
  made.cma_start(4, 0, 9);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(1));
  EXPECT_EQ(anomaly_of(got, "cma_start_without_finish"), 2);
  EXPECT_THAT(value_of(got, "cma_latency_max"), Optional(1e-6));
}

TEST(Cma, FinishWithoutStart_CountsAsCallButHasNoLatency) {
  MadeEvents made;
  made.cma_failure(1, 0, 7);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "cma_failure_rate"), Optional(1));
  EXPECT_EQ(value_of(got, "cma_latency_p50"), std::nullopt);
  EXPECT_EQ(anomaly_of(got, "cma_finish_without_start"), 1);
}

TEST(Cma, BusyRetriesPerCall) {
  MadeEvents made;
  made.cma_start(1, 0, 7);
  for (std::uint64_t i = 2; i < 5; ++i)
    made.at(i, 0, 7, "cma_alloc_busy_retry", {1024, -4096, 8192, 0});
  made.cma_failure(5, 0, 7).cma_start(6, 0, 7).cma_success(7, 0, 7);
  EXPECT_THAT(value_of(made.derive(), "cma_busy_retries_per_call"), Optional(1.5));
}

TEST(Cma, NoCalls_GiveZeroCallsAndNoRate) {
  const Derived got = MadeEvents().derive();
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(0));
  EXPECT_EQ(value_of(got, "cma_failure_rate"), std::nullopt);
  EXPECT_EQ(value_of(got, "cma_busy_retries_per_call"), std::nullopt);
}

TEST(Cma, NotTraced_GivesNothing) {
  const Derived got = rows_of({});
  EXPECT_TRUE(got.metrics.empty());
}

TEST(InsideCma, WhatACallCollectsCountsOnceItFinishes) {
  CmaCalls calls;
  InsideCma<std::int64_t> inside(calls);
  EXPECT_EQ(inside.of(7), nullptr);
  calls.start(7, {10});
  *inside.of(7) += 3;
  EXPECT_EQ(inside.of(8), nullptr) << "another task";
  EXPECT_EQ(inside.total(), 0);
  EXPECT_EQ(calls.finish(7), GuestTime{10});
  EXPECT_EQ(inside.total(), 3);
  EXPECT_EQ(inside.of(7), nullptr);
}

TEST(InsideCma, ACallThatNeverFinishesLeavesNothing) {
  CmaCalls calls;
  InsideCma<std::int64_t> inside(calls);
  calls.start(7, {10});
  *inside.of(7) += 3;
  EXPECT_FALSE(calls.start(7, {20})) << "the one before is given up";
  *inside.of(7) += 5;
  calls.finish(7);
  calls.start(8, {30});
  *inside.of(8) += 7;
  EXPECT_EQ(inside.total(), 5);
  EXPECT_EQ(calls.unfinished(), 1);
}

TEST(ByTask, WhatDoesNotFitIsCounted) {
  ByTask<int> tasks;
  for (std::int64_t pid = 0; pid < static_cast<std::int64_t>(ByTask<int>::kMost) + 3; ++pid)
    tasks.begin(pid, 1);
  EXPECT_EQ(tasks.over(), 3);
  EXPECT_EQ(tasks.begin(5, 2), 1) << "one that is there may begin anew";
  EXPECT_EQ(tasks.end(5), 2);
  EXPECT_EQ(tasks.end(5), std::nullopt);
}

}  // namespace
}  // namespace folioscope::derive
