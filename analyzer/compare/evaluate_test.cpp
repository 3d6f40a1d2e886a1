// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/evaluate.h"

#include <gmock/gmock.h>

namespace folioscope::compare {
namespace {

using ::testing::ElementsAre;

// Two variants, one condition, one metric.
struct Case {
  query::Comparison comparison;

  Case(const std::string& unit, const std::vector<double>& stock,
       const std::vector<double>& patched) {
    comparison.variants.resize(2);
    comparison.variants[0].row.name = "stock";
    comparison.variants[1].row.name = "patched";
    query::Condition condition;
    condition.variants.resize(2);
    condition.series.push_back(
        {"metric", unit, "events", {variant("stock", stock), variant("patched", patched)}});
    comparison.conditions.push_back(std::move(condition));
  }

  static query::VariantBoots variant(const std::string& name, const std::vector<double>& values) {
    query::VariantBoots made{name, {}};
    for (std::size_t i = 0; i < values.size(); ++i)
      made.boots.push_back({{0}, static_cast<int>(i), values[i], false});
    return made;
  }
  query::Condition& condition() { return comparison.conditions[0]; }
  query::Series& series() { return condition().series[0]; }
  VariantResult patched() { return evaluate(comparison, condition(), series()).variants.at(1); }
};

TEST(Evaluate, ClearDifference_IsChanged) {
  Case made("ratio", {0, 0, 0, 0.025, 0, 0}, {0.1, 0.125, 0.075, 0.15, 0.1, 0.125});
  const VariantResult result = made.patched();
  EXPECT_EQ(result.outcome, Outcome::Changed);
  EXPECT_NEAR(result.difference.mean, 0.65 / 6, 1e-12);
  EXPECT_NEAR(result.difference.p, 2.0 / 64, 1e-12);
  EXPECT_EQ(evaluate(made.comparison, made.condition(), made.series()).variants[0].outcome,
            Outcome::Baseline);
}

TEST(Evaluate, FewBoots_AreInconclusive) {
  Case made("ratio", {0, 0, 0}, {0.1, 0.2, 0.1});
  EXPECT_EQ(made.patched().outcome, Outcome::Inconclusive);
  EXPECT_EQ(made.patched().more_boots, 3u);
}

TEST(Evaluate, ExactLeakInEveryBoot_IsChanged) {
  EXPECT_EQ(Case("count", {0, 0, 0}, {32, 32, 32}).patched().outcome, Outcome::Changed);
  EXPECT_EQ(Case("count", {32, 32, 32}, {32, 32, 32}).patched().outcome, Outcome::NoDifference);
}

TEST(Evaluate, SmallNoise_IsNoDifference) {
  Case made("us", {100, 101, 99, 100, 102, 98}, {100, 100, 100, 101, 101, 99});
  EXPECT_EQ(made.patched().outcome, Outcome::NoDifference);
  EXPECT_DOUBLE_EQ(made.patched().minimum_effect, 5);
}

TEST(Evaluate, EqualCode_IsNotMeasuredAgainstItself) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.comparison.variants[0].row.code_hash = "same";
  made.comparison.variants[1].row.code_hash = "same";
  EXPECT_EQ(made.patched().outcome, Outcome::SameCode);
  made.comparison.variants[1].row.code_hash = "other";
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, SameCodeWithOtherSettings_IsAComparison) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.comparison.variants[0].row.code_hash = "same";
  made.comparison.variants[1].row.code_hash = "same";
  made.comparison.variants[1].row.settings = {{"/sys/kernel/debug/fault_around_bytes", "4096"}};
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, UnknownCode_IsNotTakenForEqual) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, DifferentLossInAMetricItTouches_WithholdsTheOutcome) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.series().variants[1].boots[0].touched_by_loss = true;
  made.condition().variants[0].accounting = {.produced = 1000, .stored = 1000};
  made.condition().variants[1].accounting = {.produced = 1000, .stored = 900, .overrun = 100};
  EXPECT_EQ(made.patched().outcome, Outcome::Withheld);

  // The same share lost in both: compared, and marked.
  made.condition().variants[0].accounting = {.produced = 10'000, .stored = 9'000, .dropped = 1'000};
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
  EXPECT_TRUE(made.patched().touched_by_loss);
}

TEST(Evaluate, LossThatDoesNotTouchTheMetric_LeavesItsOutcome) {
  Case made("ratio", {0, 0, 0, 0, 0, 0}, {0.1, 0.2, 0.1, 0.3, 0.1, 0.2});
  made.condition().variants[1].accounting = {.produced = 1000, .stored = 900, .overrun = 100};
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, VariantWithoutBoots_HasNoData) {
  EXPECT_EQ(Case("ratio", {0, 0}, {}).patched().outcome, Outcome::NoData);
}

TEST(Evaluate, BaselineWithoutBoots_CannotTell) {
  EXPECT_EQ(Case("ratio", {}, {0.1, 0.1, 0.1}).patched().outcome, Outcome::Inconclusive);
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
  among.condition().series.insert(among.condition().series.begin(),
                                  {"another", "us", "events", {}});
  EXPECT_EQ(evaluate(among.comparison, among.condition(), among.condition().series[1])
                .variants[1]
                .difference.interval,
            alone.patched().difference.interval);
}

// Intervals are drawn from a stream that the metric's name chooses.
TEST(Evaluate, RenamedMetric_KeepsTheIntervalOfItsOldName) {
  Case was("count", {10, 20, 15, 12, 30, 22, 18}, {12, 25, 16, 20, 29, 28, 16});
  was.series().metric = "freeze_elevation_mean";
  Case is = was, other = was;
  is.series().metric = "freeze_extra_references_mean";
  other.series().metric = "freeze_failures";
  EXPECT_EQ(is.patched().difference.interval, was.patched().difference.interval);
  EXPECT_NE(other.patched().difference.interval, was.patched().difference.interval);
}

TEST(Ordered, PutsHeadlinesFirstAndTheRestByName) {
  query::Comparison comparison;
  query::Condition condition;
  for (const char* name : {"zebra", "migrate_success_ratio", "cma_failure_rate", "alpha"})
    condition.series.push_back({name, "count", "events", {}});
  const auto names = [&] {
    std::vector<std::string> found;
    for (const query::Series* series : ordered(comparison, condition))
      found.push_back(series->metric);
    return found;
  };
  EXPECT_THAT(names(), ElementsAre("cma_failure_rate", "migrate_success_ratio", "alpha", "zebra"));
  comparison.about.headline = {"zebra", "not_measured", "migrate_success_ratio"};
  EXPECT_THAT(names(), ElementsAre("zebra", "migrate_success_ratio", "cma_failure_rate", "alpha"));
}

}  // namespace
}  // namespace folioscope::compare
