// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/workload_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;

Derived derive_lines(const std::vector<std::string>& lines) {
  Output out(/*lossy=*/true);
  write_workload_metrics(lines, {}, out);
  return std::move(out).take();
}

std::optional<double> value_of(const Derived& derived, std::string_view name) {
  const auto found = std::ranges::find(derived.metrics, name, &store::MetricRow::name);
  return found == derived.metrics.end() ? std::nullopt : std::optional(found->value);
}

TEST(Workload, APatternFindsTheLastNumberOfItsKind) {
  Output out(/*lossy=*/false);
  write_workload_metrics({"warming up", "ops/s: 12.5", "ops/s: 1,234.5 (best)", "lat 3ms"},
                         {{"ops", "ops/s: ([0-9.,]+)", "1/s", "higher"},
                          {"latency", "lat ([0-9]+)ms", "ms", "lower"},
                          {"nothing", "no such ([0-9]+)", "count", ""},
                          {"word", "(warming)", "count", ""}},
                         out);
  const Derived got = std::move(out).take();
  EXPECT_THAT(value_of(got, "ops"), Optional(1234.5));
  EXPECT_THAT(value_of(got, "latency"), Optional(3));
  EXPECT_EQ(got.metrics.size(), 2u);
  ASSERT_EQ(got.anomalies.size(), 1u);
  EXPECT_EQ(got.anomalies[0].name, "workload_pattern_unmatched");
  EXPECT_EQ(got.anomalies[0].count, 2);
}

TEST(Workload, SelftestResultsAreMetrics) {
  const Derived got = derive_lines(
      {"TAP version 13", "1..4", "ok 1 one", "not ok 2 two", "ok 3 three # SKIP no swap"});
  EXPECT_THAT(value_of(got, "tests_passed"), Optional(1));
  EXPECT_THAT(value_of(got, "tests_failed"), Optional(1));
  EXPECT_THAT(value_of(got, "tests_skipped"), Optional(1));
  EXPECT_THAT(value_of(got, "tests_missing"), Optional(1));
  EXPECT_THAT(value_of(got, "test:one"), Optional(1));
  EXPECT_THAT(value_of(got, "test:two"), Optional(0));
  EXPECT_EQ(value_of(got, "test:three"), std::nullopt);
}

TEST(Workload, MetricLine_IsAMetricAsItIs) {
  const Derived got =
      derive_lines({R"({"metric":"lost_memory","value":-58720256,"unit":"bytes"})"});
  ASSERT_EQ(got.metrics.size(), 1u);
  EXPECT_EQ(got.metrics[0],
            (store::MetricRow{"lost_memory", -58720256, "bytes", "workload", false}));
}

TEST(Workload, SamplesBecomeQuantilesAndABucketForEachPowerOfTwo) {
  const Derived got = derive_lines({R"({"samples":"wait","unit":"ms","values":[4, 1, 3, 2, 0]})",
                                    R"({"samples":"wait","unit":"ms","values":[100.5]})"});
  EXPECT_THAT(value_of(got, "wait_p50"), Optional(2));
  EXPECT_THAT(value_of(got, "wait_p95"), Optional(100.5));
  EXPECT_THAT(value_of(got, "wait_p99"), Optional(100.5));
  EXPECT_THAT(value_of(got, "wait_max"), Optional(100.5));
  EXPECT_THAT(value_of(got, "wait_mean"), Optional(110.5 / 6));
  std::vector<double> lows;
  std::int64_t count = 0;
  for (const auto& row : got.distributions) {
    lows.push_back(row.low);
    count += row.count;
    EXPECT_LT(row.low, row.high);
  }
  EXPECT_THAT(lows, testing::ElementsAre(0, 1, 2, 4, 64));
  EXPECT_EQ(count, 6);
}

TEST(Workload, NegativeSamplesHaveBucketsOfTheirOwn) {
  const Derived got = derive_lines({R"({"samples":"drift","values":[-3, -2, -1, 1]})"});
  std::vector<std::pair<double, double>> buckets;
  for (const auto& row : got.distributions) buckets.emplace_back(row.low, row.high);
  EXPECT_THAT(buckets, testing::ElementsAre(std::pair(-4.0, -2.0), std::pair(-2.0, -1.0),
                                            std::pair(-1.0, -0.5), std::pair(1.0, 2.0)));
}

TEST(Workload, OtherLinesAreNoneOfOurBusiness) {
  const Derived got = derive_lines(
      {"", "starting", "{", "17", "[1,2]", R"({"fact":"area","value":3})", R"({"rounds": 12})"});
  EXPECT_TRUE(got.metrics.empty());
  EXPECT_TRUE(got.anomalies.empty());
}

TEST(Workload, MalformedMetricsAreCounted) {
  const Derived got = derive_lines({
      R"({"metric":"a"})",
      R"({"metric":"a","value":"1"})",
      R"({"metric":"a b","value":1})",
      R"({"metric":"","value":1})",
      R"({"metric":7,"value":1})",
      R"({"metric":"a","value":1,"unit":5})",
      R"({"samples":"a","values":3})",
      R"({"samples":"a","values":[1,"x"]})",
      R"({"samples":"a"})",
  });
  EXPECT_TRUE(got.metrics.empty());
  EXPECT_EQ(anomaly_of(got, "workload_line_malformed"), 9);
}

TEST(Workload, RepeatedMetric_KeepsTheLastValue) {
  const Derived got = derive_lines({R"({"metric":"a","value":1})", R"({"metric":"a","value":2})"});
  EXPECT_THAT(value_of(got, "a"), Optional(2));
  EXPECT_EQ(anomaly_of(got, "workload_metric_repeated"), 1);
}

TEST(Workload, TooManyNames_AreCountedNotKept) {
  std::vector<std::string> lines(1005);
  for (std::size_t i = 0; i < lines.size(); ++i)
    lines[i] = R"({"metric":"m)" + std::to_string(i) + R"(","value":1})";
  const Derived got = derive_lines(lines);
  EXPECT_EQ(got.metrics.size(), 1000u);
  EXPECT_EQ(anomaly_of(got, "workload_results_over_bound"), 5);
}

TEST(Workload, DeeplyNestedLine_IsNoTrouble) {
  EXPECT_TRUE(derive_lines({std::string(200'000, '[')}).metrics.empty());
  EXPECT_TRUE(
      derive_lines({std::string(200'000, '[') + std::string(200'000, ']')}).metrics.empty());
}

}  // namespace
}  // namespace folioscope::derive
