// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/vmstat_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;

Derived derive_counters(const std::vector<store::VmstatRow>& rows,
                        const std::vector<store::MetricPatternRow>& asked = {}) {
  Output out(/*lossy=*/true);
  write_vmstat_metrics(rows, asked, out);
  return std::move(out).take();
}

TEST(Vmstat, CountersBecomeDifferencesThatNoLossTouches) {
  const Derived got = derive_counters({{"thp_split_page", 5, 37}, {"pgmigrate_fail", 10, 10}});
  ASSERT_EQ(got.metrics.size(), 2u);
  EXPECT_EQ(got.metrics[1], (store::MetricRow{"pgmigrate_fail", 0, "pages", "vmstat", false}));
  EXPECT_EQ(got.metrics[0], (store::MetricRow{"thp_split_page", 32, "count", "vmstat", false}));
}

store::MetricPatternRow counters(const char* pattern) { return {pattern, "", "count", "", true}; }

TEST(Vmstat, CountersThatTheExperimentAsksForAreMetricsUnderTheirOwnNames) {
  const Derived got = derive_counters(
      {{"vma_lock_success", 5, 37},
       {"vma_lock_abort", 1, 1},
       {"other", 1, 2},
       {"pgmigrate_fail", 1, 2}},
      {counters("vma_lock_*"), counters("pgmigrate_*"), {"ops", "ops: (\\d+)", "count", ""}});
  EXPECT_THAT(value_of(got, "vma_lock_success"), Optional(32));
  EXPECT_THAT(value_of(got, "vma_lock_abort"), Optional(0));
  EXPECT_THAT(value_of(got, "pgmigrate_fail"), Optional(1));
  EXPECT_EQ(value_of(got, "other"), std::nullopt);
  EXPECT_EQ(anomaly_of(got, "vmstat_counter_absent"), 0);
  EXPECT_EQ(anomaly_of(got, "metric_name_taken"), 0);
}

TEST(Vmstat, ACounterThatThisKernelDoesNotHaveIsSaid) {
  const Derived got = derive_counters({{"other", 1, 2}}, {counters("vma_lock_*")});
  EXPECT_TRUE(got.metrics.empty());
  EXPECT_EQ(anomaly_of(got, "vmstat_counter_absent"), 1);
}

TEST(Vmstat, CmaFailureRate_CrossChecksTheEvents) {
  const auto rate = [](std::int64_t succeeded, std::int64_t failed) {
    return value_of(derive_counters({{"cma_alloc_success", 3, 3 + succeeded},
                                     {"cma_alloc_fail", 1, 1 + failed}}),
                    "cma_failure_rate_vmstat");
  };
  EXPECT_THAT(rate(71, 9), Optional(9.0 / 80));
  EXPECT_EQ(rate(0, 0), std::nullopt);
}

TEST(Vmstat, GaugesAndUnknownNamesAreLeftOut) {
  EXPECT_TRUE(derive_counters({{"nr_free_pages", 10, 5}, {"made_up", 1, 2}}).metrics.empty());
}

TEST(Vmstat, CounterThatRanBackwards_IsAnAnomalyAndNoMetric) {
  const Derived got = derive_counters({{"pgmigrate_success", 10, 5}});
  EXPECT_TRUE(got.metrics.empty());
  EXPECT_EQ(anomaly_of(got, "vmstat_counter_ran_backwards"), 1);
}

}  // namespace
}  // namespace folioscope::derive
