// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/evaluate.h"

#include <gmock/gmock.h>

namespace folioscope::report {
namespace {

using ::testing::ElementsAre;

// Two variants, one group, one metric.
struct Case {
  query::Comparison comparison;

  Case(const std::string& unit, const std::vector<double>& stock,
       const std::vector<double>& patched) {
    comparison.variants.resize(2);
    comparison.variants[0].row.name = "stock";
    comparison.variants[1].row.name = "patched";
    query::Group group;
    group.arms.resize(2);
    group.series.push_back(
        {"metric", unit, "events", {arm("stock", stock), arm("patched", patched)}});
    comparison.groups.push_back(std::move(group));
  }

  static query::Arm arm(const std::string& name, const std::vector<double>& values) {
    query::Arm made{name, {}};
    for (std::size_t i = 0; i < values.size(); ++i)
      made.boots.push_back({{0}, static_cast<int>(i), values[i], false});
    return made;
  }
  query::Group& group() { return comparison.groups[0]; }
  query::Series& series() { return group().series[0]; }
  VariantResult patched() { return evaluate(comparison, group(), series()).variants.at(1); }
};

TEST(Evaluate, ClearDifference_IsChanged) {
  Case made("ratio", {0, 0, 0, 0.025, 0, 0}, {0.1, 0.125, 0.075, 0.15, 0.1, 0.125});
  const VariantResult result = made.patched();
  EXPECT_EQ(result.verdict, Verdict::Changed);
  EXPECT_NEAR(result.difference.mean, 0.65 / 6, 1e-12);
  EXPECT_NEAR(result.difference.p, 2.0 / 64, 1e-12);
  EXPECT_EQ(evaluate(made.comparison, made.group(), made.series()).variants[0].verdict,
            Verdict::Baseline);
}

TEST(Evaluate, FewBoots_CannotTell) {
  Case made("ratio", {0, 0, 0}, {0.1, 0.2, 0.1});
  EXPECT_EQ(made.patched().verdict, Verdict::CannotTell);
  EXPECT_EQ(made.patched().more_boots, 3u);
}

TEST(Evaluate, ExactLeakInEveryBoot_IsChanged) {
  EXPECT_EQ(Case("count", {0, 0, 0}, {32, 32, 32}).patched().verdict, Verdict::Changed);
  EXPECT_EQ(Case("count", {32, 32, 32}, {32, 32, 32}).patched().verdict, Verdict::NoDifference);
}

TEST(Evaluate, SmallNoise_IsNoDifference) {
  Case made("us", {100, 101, 99, 100, 102, 98}, {100, 100, 100, 101, 101, 99});
  EXPECT_EQ(made.patched().verdict, Verdict::NoDifference);
  EXPECT_DOUBLE_EQ(made.patched().minimum_effect, 5);
}

TEST(Evaluate, EqualCode_IsNotMeasuredAgainstItself) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.comparison.variants[0].row.code_hash = "same";
  made.comparison.variants[1].row.code_hash = "same";
  EXPECT_EQ(made.patched().verdict, Verdict::SameCode);
  made.comparison.variants[1].row.code_hash = "other";
  EXPECT_EQ(made.patched().verdict, Verdict::Changed);
}

TEST(Evaluate, SameCodeWithOtherSettings_IsAComparison) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.comparison.variants[0].row.code_hash = "same";
  made.comparison.variants[1].row.code_hash = "same";
  made.comparison.variants[1].row.settings = {{"/sys/kernel/debug/fault_around_bytes", "4096"}};
  EXPECT_EQ(made.patched().verdict, Verdict::Changed);
}

TEST(Evaluate, UnknownCode_IsNotTakenForEqual) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  EXPECT_EQ(made.patched().verdict, Verdict::Changed);
}

TEST(Evaluate, DifferentLossInAMetricItTouches_WithholdsTheVerdict) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.series().arms[1].boots[0].touched_by_loss = true;
  made.group().arms[0].accounting = {.produced = 1000, .stored = 1000};
  made.group().arms[1].accounting = {.produced = 1000, .stored = 900, .overrun = 100};
  EXPECT_EQ(made.patched().verdict, Verdict::Withheld);

  // The same share lost in both: compared, and marked.
  made.group().arms[0].accounting = {.produced = 10'000, .stored = 9'000, .dropped = 1'000};
  EXPECT_EQ(made.patched().verdict, Verdict::Changed);
  EXPECT_TRUE(made.patched().touched_by_loss);
}

TEST(Evaluate, LossThatDoesNotTouchTheMetric_LeavesItsVerdict) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.group().arms[1].accounting = {.produced = 1000, .stored = 900, .overrun = 100};
  EXPECT_EQ(made.patched().verdict, Verdict::Changed);
}

TEST(Evaluate, VariantWithoutBoots_HasNoData) {
  EXPECT_EQ(Case("ratio", {0, 0}, {}).patched().verdict, Verdict::NoData);
}

TEST(Evaluate, BaselineWithoutBoots_CannotTell) {
  EXPECT_EQ(Case("ratio", {}, {0.1, 0.1, 0.1}).patched().verdict, Verdict::CannotTell);
}

TEST(Evaluate, BlocksWithOneSideOnly_CountInTheSummaryNotInTheDifference) {
  const VariantResult result = Case("count", {1, 2, 3}, {2, 3, 4, 100}).patched();
  EXPECT_EQ(result.summary.count, 4u);
  EXPECT_EQ(result.difference.blocks, 3u);
  EXPECT_EQ(result.difference.mean, 1);
}

TEST(Evaluate, ResultDoesNotDependOnOtherMetrics) {
  Case alone("us", {10, 20, 15, 12, 30, 22, 18}, {12, 25, 16, 20, 29, 28, 16});
  Case among = alone;
  among.group().series.insert(among.group().series.begin(), {"another", "us", "events", {}});
  EXPECT_EQ(evaluate(among.comparison, among.group(), among.group().series[1])
                .variants[1]
                .difference.interval,
            alone.patched().difference.interval);
}

TEST(Explain, SaysWhyForEveryVerdict) {
  const auto explained = [](Case made) {
    const MetricResult metric = evaluate(made.comparison, made.group(), made.series());
    return explain(metric.variants[1], metric.scale);
  };
  EXPECT_EQ(
      explained({"ratio", {0, 0, 0}, {0.1, 0.2, 0.1}}),
      "Every block points the same way, but 3 are too few to tell. About 3 more boots of each "
      "variant would.");
  // Differences 8, 0, -2: three times (5 / 2) squared blocks bring the interval of +-5 to 2.
  EXPECT_EQ(explained({"count", {1, 2, 3}, {9, 2, 1}}),
            "3 blocks cannot tell this from chance. About 16 more boots of each variant would.");
  EXPECT_EQ(explained({"count", {0, 0, 0}, {32, 32, 32}}),
            "The same difference in every one of 3 blocks.");
  EXPECT_EQ(explained({"count", {4, 4, 4}, {4, 4, 4}}), "Equal in every one of 3 blocks.");
  EXPECT_EQ(explained({"us", {100, 101, 99, 100, 102, 98}, {100, 100, 100, 101, 101, 99}}),
            "The interval holds no difference larger than 5.0 us.");
  EXPECT_EQ(explained({"ratio", {}, {0.5}}), "No block has a boot of both variants.");
}

TEST(Ordered, PutsHeadlinesFirstAndTheRestByName) {
  query::Comparison comparison;
  query::Group group;
  for (const char* name : {"zebra", "migrate_success_ratio", "cma_failure_rate", "alpha"})
    group.series.push_back({name, "count", "events", {}});
  const auto names = [&] {
    std::vector<std::string> found;
    for (const query::Series* series : ordered(comparison, group)) found.push_back(series->metric);
    return found;
  };
  EXPECT_THAT(names(), ElementsAre("cma_failure_rate", "migrate_success_ratio", "alpha", "zebra"));
  comparison.about.headline = {"zebra", "not_measured", "migrate_success_ratio"};
  EXPECT_THAT(names(), ElementsAre("zebra", "migrate_success_ratio", "cma_failure_rate", "alpha"));
}

}  // namespace
}  // namespace folioscope::report
