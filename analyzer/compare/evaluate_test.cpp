// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/evaluate.h"

#include <gmock/gmock.h>

#include "compare/outcomes.h"

namespace folioscope::compare {
namespace {

using ::testing::ElementsAre;

// Two variants, one condition, one metric that the report leads with; blocks of two boots.
struct Case {
  query::Comparison comparison;

  Case(const std::string& unit, const std::vector<double>& stock,
       const std::vector<double>& patched, const std::string& metric = "metric") {
    comparison.about.headline = {metric};
    query::Condition condition;
    condition.variants.resize(2);
    query::Series series{metric, unit, "events", {}};
    for (const auto& [name, values] :
         {std::pair("stock", &stock), std::pair("patched", &patched)}) {
      comparison.variants.emplace_back().row.name = name;
      series.variants.push_back(boots_of(name, *values));
    }
    condition.series.push_back(std::move(series));
    comparison.conditions.push_back(std::move(condition));
  }

  query::VariantBoots boots_of(const std::string& name, const std::vector<double>& values) {
    query::VariantBoots made{name, {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
      query::Cell& cell = comparison.cells.emplace_back();
      cell.row.id = {static_cast<std::int64_t>(comparison.cells.size())};
      cell.row.variant = name;
      cell.row.boot = static_cast<int>(i);
      cell.row.block = cell.row.boot / 2;
      cell.row.status = CellStatus::Done;
      made.boots.push_back({cell.row.id, cell.row.boot, values[i], false, cell.row.block});
    }
    return made;
  }
  query::Condition& condition() { return comparison.conditions[0]; }
  query::Series& series() { return condition().series[0]; }
  VariantResult result(std::size_t variant) const {
    const TestedRun run = tested(comparison);
    const query::Condition& where = run.conditions[0];
    const auto results = evaluate(run, where, where.series[0]).variants;
    // Asked for alone they are the same.
    const auto alone = outcomes(run, where, where.series[0]);
    for (std::size_t i = 0; i < results.size(); ++i)
      EXPECT_EQ(alone.at(i), (VariantOutcome{results[i].outcome, results[i].asked})) << i;
    return results.at(variant);
  }
  VariantResult patched() const { return result(1); }
};

const std::vector<double> kNone(6, 0.0), kSome{0.1, 0.2, 0.1, 0.3, 0.1, 0.2};

TEST(Evaluate, ClearDifference_IsChanged) {
  const Case made("ratio", {0, 0, 0, 0.025, 0, 0}, {0.1, 0.125, 0.075, 0.15, 0.1, 0.125});
  const VariantResult result = made.patched();
  EXPECT_EQ(result.outcome, Outcome::Changed);
  EXPECT_NEAR(result.difference.mean, 0.65 / 6, 1e-12);
  EXPECT_NEAR(result.difference.p, 2.0 / 216, 1e-12);
  EXPECT_NEAR(result.difference.adjusted, result.difference.p, 1e-12);
  EXPECT_EQ(made.result(0).outcome, Outcome::Baseline);
}

TEST(Evaluate, TheCatalogueKnowsWhichWayIsBetter) {
  EXPECT_EQ(Case("ratio", kNone, kSome, "cma_failure_rate").patched().outcome, Outcome::Regressed);
  EXPECT_EQ(Case("ratio", kSome, kNone, "cma_failure_rate").patched().outcome, Outcome::Improved);
}

TEST(Evaluate, FewBoots_AreInconclusive) {
  const VariantResult result = Case("ratio", {0.1, 0.11, 0.1}, {0.2, 0.3, 0.2}).patched();
  EXPECT_EQ(result.outcome, Outcome::Inconclusive);
  EXPECT_TRUE(leans(result));
  ASSERT_TRUE(result.boots_needed);
  EXPECT_GE(result.boots_needed->high.value_or(~0u), result.boots_needed->low.value_or(~0u));
}

TEST(Evaluate, ExactLeakInEveryBoot_NeedsAsManyBootsAsAnythingElse) {
  const std::vector<double> leak(6, 32.0);
  EXPECT_EQ(Case("count", kNone, leak).patched().outcome, Outcome::Changed);
  EXPECT_EQ(Case("count", {0, 0, 0}, {32, 32, 32}).patched().outcome, Outcome::Inconclusive);
}

TEST(Evaluate, EqualInEveryBoot_IsNoProofOfNoDifference) {
  const VariantResult result = Case("count", kNone, kNone).patched();
  EXPECT_EQ(result.outcome, Outcome::Inconclusive);
  EXPECT_TRUE(result.difference.equal);
  EXPECT_FALSE(result.difference.interval);
}

TEST(Evaluate, SmallNoise_IsNoDifferenceWhenARareModeWouldHaveBeenSeen) {
  std::vector<double> stock, patched;
  for (int i = 0; i < 30; ++i) {
    stock.push_back(100 + i % 3);
    patched.push_back(100 + (i + 1) % 3);
  }
  EXPECT_EQ(Case("us", stock, patched).patched().outcome, Outcome::NoDifference);
  EXPECT_NEAR(Case("us", stock, patched).patched().minimum_effect, 5.05, 0.001);
  stock.resize(6);
  patched.resize(6);
  EXPECT_EQ(Case("us", stock, patched).patched().outcome, Outcome::Inconclusive);
}

TEST(MinimumEffect, OfARatio_IsOfTheRarerOutcome) {
  EXPECT_DOUBLE_EQ(minimum_effect_of("ratio", 0.002), 0.05 * 0.002);
  EXPECT_DOUBLE_EQ(minimum_effect_of("ratio", 0.99), 0.05 * 0.01);
  EXPECT_DOUBLE_EQ(minimum_effect_of("us", -20), 1);
  EXPECT_DOUBLE_EQ(minimum_effect_of("ratio", 3), 0.15);  // no share at all
}

TEST(Evaluate, EqualCode_IsNotMeasuredAgainstItself) {
  Case made("ratio", kNone, kSome);
  made.comparison.variants[0].row.code_hash = "same";
  made.comparison.variants[1].row.code_hash = "same";
  EXPECT_EQ(made.patched().outcome, Outcome::SameCode);
  made.comparison.variants[1].row.code_hash = "other";
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, SameCodeWithOtherSettings_IsAComparison) {
  Case made("ratio", kNone, kSome);
  made.comparison.variants[0].row.code_hash = "same";
  made.comparison.variants[1].row.code_hash = "same";
  made.comparison.variants[1].row.settings = {{"/sys/kernel/debug/fault_around_bytes", "4096"}};
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, UnknownCode_IsNotTakenForEqual) {
  EXPECT_EQ(Case("ratio", kNone, kSome).patched().outcome, Outcome::Changed);
}

TEST(Evaluate, DifferentLossInAMetricItTouches_WithholdsTheOutcome) {
  Case made("ratio", kNone, kSome);
  made.series().variants[1].boots[0].touched_by_loss = true;
  made.condition().variants[0].accounting = {.produced = 1000, .stored = 1000};
  made.condition().variants[1].accounting = {.produced = 1000, .stored = 900, .overrun = 100};
  EXPECT_EQ(made.patched().outcome, Outcome::Withheld);
  EXPECT_EQ(made.patched().withheld, WithheldFor::Loss);

  // The same share lost in both: compared, and marked.
  made.condition().variants[0].accounting = {.produced = 10'000, .stored = 9'000, .dropped = 1'000};
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
  EXPECT_TRUE(made.patched().touched_by_loss);
}

TEST(Evaluate, LossThatDoesNotTouchTheMetric_LeavesItsOutcome) {
  Case made("ratio", kNone, kSome);
  made.condition().variants[1].accounting = {.produced = 1000, .stored = 900, .overrun = 100};
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, BootsThatDoNotEndAlike_WithholdTheRest) {
  Case made("ratio", kNone, kSome);
  for (int boot = 6; boot < 18; ++boot) {
    for (const char* variant : {"stock", "patched"}) {
      query::Cell& cell = made.comparison.cells.emplace_back();
      cell.row.id = {100 + static_cast<std::int64_t>(made.comparison.cells.size())};
      cell.row.variant = variant;
      cell.row.boot = boot;
      cell.row.block = boot / 2;
      const bool dies = cell.row.variant == "patched";
      cell.row.status = dies ? CellStatus::GuestOops : CellStatus::Done;
    }
  }
  EXPECT_EQ(made.patched().outcome, Outcome::Withheld);
  EXPECT_EQ(made.patched().withheld, WithheldFor::Endings);
  // What the host did says nothing of a variant.
  for (query::Cell& cell : made.comparison.cells)
    if (cell.row.status == CellStatus::GuestOops) cell.row.status = CellStatus::HostError;
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, VariantWithoutBoots_HasNoData) {
  EXPECT_EQ(Case("ratio", {0, 0}, {}).patched().outcome, Outcome::NoData);
}

TEST(Evaluate, BaselineWithoutBoots_IsInconclusive) {
  EXPECT_EQ(Case("ratio", {}, {0.1, 0.1, 0.1}).patched().outcome, Outcome::Inconclusive);
}

TEST(Evaluate, OneBootOnly_IsInconclusive) {
  const VariantResult result = Case("us", {10}, {20}).patched();
  EXPECT_EQ(result.outcome, Outcome::Inconclusive);
  EXPECT_EQ(result.difference.mean, 10);
  EXPECT_FALSE(result.difference.interval);
}

TEST(Evaluate, MetricMissingInHalfTheBoots_IsComparedOverTheOthers) {
  Case made("us", {10, 11, 10, 12, 10, 11}, {20, 21, 20, 22, 20, 21});
  for (query::VariantBoots& variant : made.series().variants)
    std::erase_if(variant.boots, [](const query::BootValue& boot) { return boot.boot % 2 == 1; });
  const VariantResult result = made.patched();
  EXPECT_EQ(result.summary.count, 3u);
  EXPECT_EQ(result.difference.blocks, 3u);
  EXPECT_EQ(result.difference.boots, 3u);
  EXPECT_NE(result.outcome, Outcome::NoData);
}

TEST(Evaluate, BlocksWithOneSideOnly_CountInTheSummaryNotInTheDifference) {
  const VariantResult result = Case("count", {1, 2}, {2, 3, 4, 100}).patched();
  EXPECT_EQ(result.summary.count, 4u);
  EXPECT_EQ(result.difference.blocks, 1u);
  EXPECT_EQ(result.difference.mean, 1);
}

TEST(Evaluate, MetricThatIsNotLedWith_IsALead) {
  Case made("us", {10, 11, 10, 12, 10, 11}, {20, 21, 20, 22, 20, 21});
  made.comparison.about.headline = {"another"};
  EXPECT_EQ(made.patched().outcome, Outcome::Lead);
}

TEST(Evaluate, PrimaryThatDoesNotChange_MakesTheOthersLeads) {
  Case made("us", {10, 11, 10, 12, 10, 11}, {20, 21, 20, 22, 20, 21});
  made.comparison.about.decide.metric = "primary";
  query::Series primary = made.series();
  primary.metric = "primary";
  for (query::VariantBoots& variant : primary.variants)
    for (query::BootValue& boot : variant.boots) boot.value = boot.boot;
  made.condition().series.push_back(primary);
  EXPECT_EQ(made.patched().outcome, Outcome::Lead);
  // Named by a file that was read afterwards: nothing was named beforehand.
  made.comparison.about.file = "later.yaml";
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
  // It changes: the others may be claims.
  made.comparison.about.file.clear();
  made.condition().series.back().variants = made.series().variants;
  EXPECT_EQ(made.patched().outcome, Outcome::Changed);
}

TEST(Evaluate, RunThatStillGoesOn_CallsNothingChanged) {
  Case made("us", {10, 11, 10, 12, 10, 11}, {20, 21, 20, 22, 20, 21});
  made.comparison.cells.emplace_back().row.status = CellStatus::Planned;
  EXPECT_EQ(made.patched().outcome, Outcome::Inconclusive);
  EXPECT_TRUE(tested(made.comparison).family.interim);
}

TEST(Evaluate, AdaptiveRun_MayBeLookedAtAnyTime) {
  std::vector<double> stock, patched;
  for (int i = 0; i < 8; ++i) {
    stock.push_back(10 + i % 3);
    patched.push_back(30 + i % 2);
  }
  Case made("us", stock, patched);
  made.comparison.run.fewest_boots = 6;
  made.comparison.run.boots = 40;
  query::Cell& open = made.comparison.cells.emplace_back();
  open.row.variant = "stock";
  open.row.boot = 8;
  open.row.block = 4;
  open.row.status = CellStatus::Planned;
  const VariantResult result = made.patched();
  EXPECT_EQ(result.outcome, Outcome::Changed);
  EXPECT_EQ(result.difference.decided_boots, 6);
}

TEST(Evaluate, TwoPeaksAreNamed) {
  const VariantResult result =
      Case("us", {10, 50, 11, 51, 10, 49}, {10, 11, 10, 12, 10, 11}).result(0);
  ASSERT_TRUE(result.peaks);
  EXPECT_EQ(result.peaks->highs, 3u);
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

TEST(SameCode, IsAskedOnEveryBase) {
  query::Variant stock, patched;
  stock.row.code_hash = patched.row.code_hash = "a";
  stock.row.base = patched.row.base = "6.1";
  store::VariantRow newer = stock.row;
  newer.base = "7.3";
  stock.others = {newer};
  newer.code_hash = "b";
  patched.others = {newer};
  EXPECT_TRUE(same_code(stock, patched, "6.1"));
  EXPECT_FALSE(same_code(stock, patched, "7.3"));
  EXPECT_FALSE(same_code(stock, patched));
  patched.others.clear();  // it is not on the newer one
  EXPECT_TRUE(same_code(stock, patched));
}

TEST(IsAsked, NotOfAVariantThatHasNoBootsWhereTheBaselineHas) {
  query::Condition condition;
  condition.variants = {{.variant = "stock", .planned = 6}, {.variant = "elsewhere", .planned = 0}};
  EXPECT_TRUE(is_asked(condition, 0));
  EXPECT_FALSE(is_asked(condition, 1));
  condition.variants[0].planned = 0;  // nobody has
  EXPECT_TRUE(is_asked(condition, 1));
}

}  // namespace
}  // namespace folioscope::compare
