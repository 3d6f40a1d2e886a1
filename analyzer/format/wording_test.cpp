// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wording.h"

#include <gmock/gmock.h>

namespace folioscope::format {
namespace {

using compare::Outcome;
using compare::VariantResult;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A run of two variants and one condition, blocks of two boots; leads with the first metric.
struct Made {
  query::Comparison comparison;

  Made() {
    for (const char* name : {"stock", "patched"})
      comparison.variants.emplace_back().row.name = name;
    query::Condition& condition = comparison.conditions.emplace_back();
    condition.machine = "smp8";
    condition.workload = "churn";
    condition.variants.resize(2);
  }
  Made(const std::string& metric, const std::string& unit, const std::vector<double>& stock,
       const std::vector<double>& patched)
      : Made() {
    comparison.about.headline = {metric};
    add(metric, unit, stock, patched);
  }

  void add(const std::string& metric, const std::string& unit, const std::vector<double>& stock,
           const std::vector<double>& patched) {
    comparison.conditions[0].series.push_back(
        {metric, unit, "events", {boots_of("stock", stock), boots_of("patched", patched)}});
  }
  compare::TestedRun tested() const { return compare::tested(comparison); }
  compare::MetricResult metric(std::size_t at = 0) const {
    const compare::TestedRun run = tested();
    return compare::evaluate(run, run.conditions[0], run.conditions[0].series[at]);
  }
  std::string explained(std::size_t at = 0) const {
    const compare::MetricResult result = metric(at);
    return explain(result.variants[1], result.scale);
  }

 private:
  // Boots of one number are one cell for all metrics.
  query::VariantBoots boots_of(const std::string& variant, const std::vector<double>& values) {
    query::VariantBoots made{variant, {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
      store::CellRow row;
      row.id = {static_cast<std::int64_t>(i) + (variant == "stock" ? 1 : 1001)};
      row.variant = variant;
      row.machine = "smp8";
      row.workload = "churn";
      row.boot = static_cast<int>(i);
      row.block = row.boot / 2;
      row.status = CellStatus::Done;
      made.boots.push_back({row.id, row.boot, values[i], false, row.block});
      if (std::ranges::none_of(comparison.cells,
                               [&](const query::Cell& cell) { return cell.row.id == row.id; }))
        comparison.cells.emplace_back().row = row;
    }
    return made;
  }
};

const std::vector<double> kLow{10, 11, 10, 12, 10, 11}, kHigh{20, 21, 20, 22, 20, 21},
    kNoise{12, 10, 11, 10, 12, 10};

VariantResult with(Outcome outcome) {
  VariantResult result;
  result.outcome = outcome;
  return result;
}

TEST(Explain, WithoutNumbers) {
  EXPECT_EQ(explain(with(Outcome::Baseline), {}), "The other variants are compared with this one.");
  EXPECT_EQ(explain(with(Outcome::SameCode), {}),
            "The patch changes no code: a difference would be noise.");
  EXPECT_EQ(explain(with(Outcome::NoData), {}), "No boot gave this metric.");
  VariantResult withheld = with(Outcome::Withheld);
  withheld.withheld = compare::WithheldFor::Loss;
  EXPECT_EQ(explain(withheld, {}),
            "Events that the metric is made of were lost, and not alike in both variants.");
  withheld.withheld = compare::WithheldFor::Endings;
  EXPECT_EQ(explain(withheld, {}),
            "The variants' boots do not end alike: those that gave numbers are a selection.");
  EXPECT_EQ(Made("steps", "count", {}, {0.5}).explained(), "No block has a boot of both variants.");
}

TEST(Explain, AChange_SaysHowSureAndOfHowManyBoots) {
  for (const char* metric : {"steps", "cma_latency_p50"})  // changed, regressed
    EXPECT_EQ(Made(metric, "us", kLow, kHigh).explained(),
              "p = 0.009 within its family, 6 boots of each.");
  EXPECT_EQ(Made("cma_latency_p50", "us", kHigh, kLow).metric().variants[1].outcome,
            Outcome::Improved);
  VariantResult decided = Made("steps", "us", kLow, kHigh).metric().variants[1];
  decided.difference.decided_boots = 6;
  EXPECT_EQ(explain(decided, {}), "p = 0.009 within its family, 6 boots of each; decided after 6.");
}

TEST(Explain, ALead_SaysWhyItIsNoClaim) {
  Made made("steps", "us", kLow, kNoise);
  made.add("other", "us", kLow, kHigh);
  EXPECT_EQ(
      made.explained(1),
      "Differs (adjusted p = 0.009), but is a lead, not a claim: the experiment does not lead "
      "with it. A run that names it beforehand would tell.");
  made.comparison.about.headline = {"steps", "other"};
  made.comparison.about.decide.metric = "steps";
  EXPECT_THAT(made.explained(1),
              HasSubstr("not a claim: the metric that decides has not changed."));
}

TEST(Explain, NoDifference_NamesTheSizeThatIsExcluded) {
  std::vector<double> stock, patched;
  for (int i = 0; i < 30; ++i) {
    stock.push_back(100 + i % 3);
    patched.push_back(100 + (i + 1) % 3);
  }
  EXPECT_EQ(Made("steps", "us", stock, patched).explained(),
            "The interval holds no difference larger than 5.1 us; 30 boots of each.");
}

TEST(Explain, Inconclusive_SaysWhatSoManyBootsShow) {
  EXPECT_EQ(Made("steps", "us", kLow, kNoise).explained(),
            "6 boots of each cannot distinguish this from chance: p = 1.000 within its family. So "
            "many show a difference of 1.86 us in eight of ten runs. 10 to 34 boots would show a "
            "change of 10 % of the baseline's mean.");
  EXPECT_THAT(
      Made("steps", "us", {10, 11, 10, 12}, kHigh).explained(),
      StartsWith("Every block points the same way, but 4 boots of each are too few to tell: "
                 "p = 0.056 within its family. "));
  EXPECT_EQ(Made("steps", "count", {4, 4, 4, 4, 4, 4}, {4, 4, 4, 4, 4, 4}).explained(),
            "Equal in all 6 boots; an effect on up to 39 % of boots is not excluded.");
}

TEST(Explain, WhatOnlyTheFamilyHides_IsSaidAsThat) {
  VariantResult result = Made("steps", "us", kLow, kHigh).metric().variants[1];
  result.outcome = Outcome::Inconclusive;
  result.difference.adjusted = 0.089;
  EXPECT_THAT(
      explain(result, {}),
      StartsWith("p = 0.009 by itself, but 0.089 within its family: 6 boots of each are too "
                 "few for so many comparisons. "));
}

TEST(Explain, ADifferenceThatDoesNotMatter_IsNoChange) {
  EXPECT_EQ(
      Made("steps", "us", {100, 101, 100, 101, 100, 101}, {103, 104, 103, 104, 103, 104})
          .explained(),
      "Differs (p = 0.009 within its family), but by no more than 5.0 us: smaller ones do not "
      "count as a change.");
}

TEST(Explain, ARunThatGoesOn_IsNotSettledByASmallP) {
  Made made("steps", "us", kLow, kHigh);
  made.comparison.cells.emplace_back().row.status = CellStatus::Planned;
  EXPECT_THAT(made.explained(),
              StartsWith("p = 0.009 within its family so far; boots are still to come."));
}

TEST(OutcomeText, EqualValuesAreSaidAsSuch) {
  const VariantResult equal = Made("steps", "count", {4, 4, 4}, {4, 4, 4}).metric().variants[1];
  EXPECT_EQ(outcome_text(equal), "equal in all 3 boots");
  EXPECT_EQ(outcome_text(Made("steps", "count", {4}, {4, 4}).metric().variants[1]),
            "equal in 1 boot");
  EXPECT_EQ(difference_interval_text(equal, {}), "");
  EXPECT_EQ(outcome_text(Made("steps", "us", kLow, kNoise).metric().variants[1]), "inconclusive");
  EXPECT_EQ(outcome_text(with(Outcome::Lead)), "lead");
  // Every boot differs by as much: no spread to make an interval of, but a difference.
  const VariantResult fixed = Made("steps", "count", {0, 0, 0}, {32, 32, 32}).metric().variants[1];
  EXPECT_EQ(outcome_text(fixed), "inconclusive");
  EXPECT_EQ(difference_text(fixed, {}), "+32");
}

TEST(DifferenceText, WhatIsWithheldHasNoNumber) {
  VariantResult result = Made("steps", "us", kLow, kHigh).metric().variants[1];
  const compare::Scale scale{1, "us", 1};
  EXPECT_EQ(difference_text(result, scale), "+10.0 us");
  EXPECT_THAT(difference_interval_text(result, scale), AllOf(StartsWith("[+"), EndsWith("]")));
  EXPECT_EQ(relative_text(result), "+94 % [+78, +110]");
  EXPECT_EQ(adjusted_p_text(result), "0.009");
  EXPECT_NE(detectable_text(result, scale), "");
  for (const Outcome outcome : {Outcome::Withheld, Outcome::SameCode}) {
    result.outcome = outcome;
    EXPECT_EQ(difference_text(result, scale), to_string(outcome));
    for (const std::string& text : {difference_interval_text(result, scale), relative_text(result),
                                    adjusted_p_text(result), detectable_text(result, scale)})
      EXPECT_EQ(text, "");
  }
  EXPECT_EQ(difference_text(with(Outcome::Baseline), scale), "");
}

TEST(RelativeText, HasADigitMoreBelowAHundredPercent) {
  VariantResult result = Made("steps", "us", kLow, kHigh).metric().variants[1];
  result.difference.relative = {.change = -0.296, .interval = {-0.331, -0.259}};
  EXPECT_EQ(relative_text(result), "-29.6 % [-33.1, -25.9]");
  result.difference.relative = {.change = 936.547, .interval = {868.565, 999.1}};
  EXPECT_EQ(relative_text(result), "+93,655 % [+86,856, +99,910]");
}

TEST(RelativeText, IsEmptyWhereTheBaselineHoldsZeros) {
  EXPECT_EQ(relative_text(Made("steps", "count", {0, 1, 0, 1, 0, 1}, kHigh).metric().variants[1]),
            "");
}

TEST(BootsNeededText, IsARangeOfWhatWouldShowTheChange) {
  VariantResult result = with(Outcome::Inconclusive);
  EXPECT_EQ(boots_needed_text(result), "");
  result.difference.boots = result.difference.baseline_boots = 6;
  const auto text = [&](std::optional<std::size_t> low, std::optional<std::size_t> high) {
    result.boots_needed = {low, high};
    return boots_needed_text(result);
  };
  EXPECT_EQ(text(12, 30), "12 to 30 boots would show 10 %");
  EXPECT_EQ(text(4, 8), "4 to 8 boots would show 10 %");
  EXPECT_EQ(text(8, 8), "8 boots would show 10 %");
  EXPECT_EQ(text(400, std::nullopt), "400 boots or many more would show 10 %");
  EXPECT_EQ(text(std::nullopt, std::nullopt), "more than 1000 boots would show 10 %");
  EXPECT_EQ(text(6, 6), "") << "so many are there";
  result.outcome = Outcome::Regressed;
  EXPECT_EQ(text(12, 30), "");
}

TEST(ShapeText, NamesPeaksAndDrift) {
  VariantResult result;
  EXPECT_EQ(shape_text(result, {}), "");
  result.peaks = {.low = 10, .high = 50, .lows = 1, .highs = 5};
  const compare::Scale scale{1, "us", 0};
  EXPECT_EQ(shape_text(result, scale), "two peaks: 1 boot around 10 us, 5 around 50 us");
  result.drifts = true;
  EXPECT_THAT(shape_text(result, scale), EndsWith("50 us; drifts over the blocks"));
  result.peaks.reset();
  EXPECT_EQ(shape_text(result, scale), "drifts over the blocks");
}

TEST(FamilyText, OfOneTest) {
  EXPECT_EQ(family_text(Made("steps", "us", kLow, kHigh).tested()),
            "1 comparison is tested as one family (step-down max-T): 1 headline metric, 1 variant "
            "against the baseline, 1 condition. With no effect at all, at most one run in 20 calls "
            "any of them changed. Other metrics are leads only.");
}

TEST(FamilyText, CountsMetricsHoldersVariantsAndConditions) {
  compare::TestedRun run;
  run.family.size = 84;
  run.family.metrics = 4;
  run.family.holders = 3;
  run.family.variants = 2;
  run.family.conditions = 6;
  EXPECT_THAT(family_text(run),
              StartsWith("84 comparisons are tested as one family (step-down max-T): 4 headline "
                         "metrics and 3 holder rows, 2 variants against the baseline, 6 "
                         "conditions. "));
  run.family.metrics = 0;
  run.family.holders = 1;
  EXPECT_THAT(family_text(run), HasSubstr("max-T): 1 holder row, 2 variants"));
}

TEST(FamilyText, SaysWhatWasNamedBeforehand) {
  Made made("steps", "us", kLow, kHigh);
  made.comparison.about.decide.metric = "steps";
  EXPECT_EQ(family_text(made.tested()),
            "The experiment names steps on smp8, churn beforehand: it is tested at 5 % by itself. "
            "It changed, so the others may be claims too. Other metrics are leads only.");
  made = Made("steps", "us", kLow, kNoise);
  made.add("other", "us", kLow, kHigh);
  made.comparison.about.headline = {"steps", "other"};
  made.comparison.about.decide.metric = "steps";
  EXPECT_THAT(family_text(made.tested()),
              HasSubstr("by itself. It has not changed, so nothing else is a claim. 1 comparison "
                        "is tested"));
}

TEST(FamilyText, SaysThatARunGoesOn) {
  Made made("steps", "us", kLow, kHigh);
  EXPECT_THAT(family_text(made.tested()), Not(HasSubstr("Interim")));
  made.comparison.cells.emplace_back().row.status = CellStatus::Planned;
  EXPECT_THAT(family_text(made.tested()),
              EndsWith("Interim: boots are still to come, and nothing is called changed before the "
                       "last of them."));
  made.comparison.run.fewest_boots = 6;
  made.comparison.run.boots = 40;
  EXPECT_THAT(family_text(made.tested()),
              EndsWith("Boots are added until the answer is there, 6 to 40 of each: the 5 % are "
                       "spent over the looks. Interim: boots are still to come; what is decided "
                       "stays decided."));
}

TEST(FamilyText, OfARunWithoutNumbers_IsEmpty) {
  EXPECT_EQ(family_text(compare::tested(query::Comparison())), "");
}

}  // namespace
}  // namespace folioscope::format
