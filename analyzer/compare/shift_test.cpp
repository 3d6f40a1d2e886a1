// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/shift.h"

#include <gtest/gtest.h>

namespace folioscope::compare {
namespace {

// All samples evenly between low and high.
query::Distribution even(double low, double high, std::int64_t count = 100) {
  return {"ns", {{low, high, count}}};
}

TEST(Shift, EveryDecileMovesByWhatAllSamplesMove) {
  const Shift shift = shift_between({even(0, 10), even(0, 10)}, {even(5, 15), even(5, 15)}, 1);
  ASSERT_EQ(shift.deciles.size(), 9u);
  for (const DecileShift& decile : shift.deciles) EXPECT_NEAR(decile.difference(), 5, 1e-9);
  EXPECT_NEAR(shift.deciles[4].baseline, 5, 1e-9);
  EXPECT_DOUBLE_EQ(shift.deciles[8].share, 0.9);
}

TEST(Shift, BootWithManySamples_CountsAsOneBoot) {
  const Shift shift = shift_between({even(0, 0.1)}, {even(0, 10, 1), even(20, 30, 1'000'000)}, 1);
  EXPECT_NEAR(shift.deciles[4].variant, 15, 1e-9);
}

TEST(Shift, FewBoots_GiveNoInterval) {
  const std::vector<query::Distribution> three(3, even(0, 10)), four(4, even(0, 10));
  EXPECT_FALSE(shift_between(three, four, 1).deciles[0].interval);
  EXPECT_TRUE(shift_between(four, four, 1).deciles[0].interval);
}

TEST(Shift, IntervalIsOfBootsDrawnAgain_AndOfTheSeedAlone) {
  const std::vector<query::Distribution> stock{even(0, 10), even(1, 11), even(2, 12), even(3, 13)};
  const std::vector<query::Distribution> patched{even(20, 30), even(22, 32), even(24, 34),
                                                 even(26, 36)};
  const Shift one = shift_between(stock, patched, 7), two = shift_between(stock, patched, 7);
  const DecileShift& median = one.deciles[4];
  ASSERT_TRUE(median.interval);
  EXPECT_LT(median.interval->low, median.difference());
  EXPECT_GT(median.interval->high, median.difference());
  // No draw can leave what the boots themselves span.
  EXPECT_GE(median.interval->low, 17);
  EXPECT_LE(median.interval->high, 26);
  EXPECT_EQ(median.interval, two.deciles[4].interval);
}

TEST(Shift, VariantWithoutSamples_HasNone) {
  const Shift shift = shift_between({even(0, 10)}, {query::Distribution{}}, 1);
  EXPECT_TRUE(shift.deciles.empty());
  EXPECT_EQ(shift.baseline_boots, 1u);
  EXPECT_EQ(shift.boots, 0u);
}

TEST(Shift, SamplesOfAConditionAreByVariant_TimesInNs) {
  query::Comparison run;
  for (const char* name : {"stock", "patched"}) run.variants.emplace_back().row.name = name;
  query::Condition condition;
  condition.machine = "smp8";
  condition.workload = "churn";
  std::map<CellId, query::Distribution> boots;
  for (const std::int64_t id : {1, 2, 3}) {
    query::Cell& cell = run.cells.emplace_back();
    cell.row.id = {id};
    cell.row.machine = "smp8";
    cell.row.workload = id == 3 ? "other" : "churn";
    cell.row.variant = id == 1 ? "patched" : "stock";
    boots[{id}] = {"us", {{1, 2, id}}};
  }
  const auto samples = samples_by_variant(run, condition, boots);
  ASSERT_EQ(samples.size(), 2u);
  ASSERT_EQ(samples[0].size(), 1u);
  EXPECT_EQ(samples[0][0].unit, "ns");
  EXPECT_EQ(samples[0][0].buckets, (std::vector<query::Bucket>{{1000, 2000, 2}}));
  ASSERT_EQ(samples[1].size(), 1u);
  EXPECT_EQ(samples[1][0].buckets[0].count, 1);
}

TEST(Shift, MetricsOfADistributionNameIt) {
  EXPECT_EQ(distribution_of("cma_latency_p95"), "cma_latency");
  EXPECT_EQ(distribution_of("cma_failure_rate"), "");
  EXPECT_EQ(distribution_of("cma"), "");
}

}  // namespace
}  // namespace folioscope::compare
