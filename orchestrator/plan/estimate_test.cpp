// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/estimate.h"

#include <gmock/gmock.h>

namespace folioscope::plan {
namespace {

WorkloadCondition condition() { return {"churn", "churn", {}, 120'000, {}, {}, 0}; }
spec::Machine machine(int vcpus) {
  spec::Machine made;
  made.vcpus = vcpus;
  return made;
}

TEST(Estimate, AWorkloadThatSaysNothingTakesAsLongAsMost) {
  EXPECT_DOUBLE_EQ(cell_seconds(condition(), machine(5), 1), 5.25 + kUnknownWorkloadSeconds);
  EXPECT_DOUBLE_EQ(cell_seconds(condition(), machine(5), 3), 7.75 + kUnknownWorkloadSeconds);
  WorkloadCondition limited = condition();
  limited.timeout_ms = 3000;
  EXPECT_DOUBLE_EQ(cell_seconds(limited, machine(5), 1), 5.25 + 3);
}

TEST(Estimate, AWorkloadThatIsToldHowLongTakesThatLong) {
  WorkloadCondition timed = condition();
  timed.args = {{"pages", "4"}, {"seconds", "40"}};
  EXPECT_DOUBLE_EQ(cell_seconds(timed, machine(5), 1), 5.25 + 48);
  timed.args[1].second = "forty";
  EXPECT_DOUBLE_EQ(cell_seconds(timed, machine(5), 1), 5.25 + kUnknownWorkloadSeconds);
}

TEST(Estimate, WhatWasMeasuredCountsMostOfAll) {
  WorkloadCondition measured = condition();
  measured.args = {{"seconds", "40"}};
  measured.typical_ms = 7500;
  EXPECT_DOUBLE_EQ(cell_seconds(measured, machine(5), 1), 12.75);
}

TEST(Estimate, KernelsAreBuiltOneByOneAndGuestsRunTogether) {
  spec::Spec spec;
  spec.variants.resize(2);
  spec.machines = {machine(5)};
  spec.workloads = {{"churn", {{"seconds", {"10", "20"}}}}};
  spec.boots = 3;
  const Plan plan = make_plan(spec);
  const Estimate alone = estimate(plan, {{{"cold", 480}, {"incremental", 20}}, 1});
  EXPECT_DOUBLE_EQ(alone.kernels, 500);
  EXPECT_DOUBLE_EQ(alone.boots, 6 * 17.25 + 6 * 29.25);
  EXPECT_DOUBLE_EQ(alone.per_boot, 23.25);
  EXPECT_DOUBLE_EQ(alone.total(), kMargin * (500 + 279));
  EXPECT_DOUBLE_EQ(estimate(plan, {{}, 4}).boots, 12 * 27.0 / 4);
  // Never less than the longest, nor than what booting costs the cores.
  EXPECT_DOUBLE_EQ(estimate(plan, {{}, 40}).boots, 3 + 0.25 * 5 * 40 + 24 + 1);
  EXPECT_DOUBLE_EQ(alone.total_of_fewest(), alone.total());
  spec.workloads[0].typical_ms = 1;
  spec.boots = 100;
  EXPECT_DOUBLE_EQ(estimate(make_plan(spec), {{}, 400}).boots, 400 * 1.6);
}

// Two conditions, one boot of each.
Plan two_conditions() {
  spec::Spec spec;
  spec.variants.resize(1);
  spec.machines = {machine(5)};
  spec.workloads = {{"churn", {{"seconds", {"10", "20"}}}}};
  spec.boots = 1;
  return make_plan(spec);
}

TEST(Estimate, WhatBootsTookHereIsTaken_AndTheOthersAreGuessedByThem) {
  const Plan plan = two_conditions();
  Costs costs{{}, 1};
  costs.measured = {{{0, 0}, {4 * 17.25, 24, 1}}};
  const auto seconds = boot_seconds(plan, costs);
  EXPECT_DOUBLE_EQ(seconds.at({0, 0}), 4 * 17.25);
  EXPECT_DOUBLE_EQ(seconds.at({0, 1}), 4 * 29.25);
  const Estimate time = estimate(plan, costs);
  EXPECT_DOUBLE_EQ(time.boots, 4 * 46.5);
  EXPECT_EQ(time.measured_boots, 24U);
  EXPECT_EQ(time.measured_conditions, 1U);
  EXPECT_EQ(time.conditions, 2U);
}

TEST(Estimate, OfWhatWasNotBootedHere_IsNoLessThanTheGuess) {
  Costs costs{{}, 1};
  costs.measured = {{{0, 0}, {1, 2, 1}}};
  EXPECT_DOUBLE_EQ(boot_seconds(two_conditions(), costs).at({0, 1}), 29.25);
}

TEST(Estimate, MoreGuestsAtOnceThanThen_MakeABootLonger_FewerNotShorter) {
  Costs costs{{}, 4};
  costs.measured = {{{0, 0}, {10, 2, 2}}};
  EXPECT_DOUBLE_EQ(boot_seconds(two_conditions(), costs).at({0, 0}), 20);
  costs.concurrent = 1;
  EXPECT_DOUBLE_EQ(boot_seconds(two_conditions(), costs).at({0, 0}), 10);
}

TEST(Estimate, AMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle) {
  EXPECT_DOUBLE_EQ(median_of({}), 0);
  EXPECT_DOUBLE_EQ(median_of({7}), 7);
  EXPECT_DOUBLE_EQ(median_of({9, 1, 5}), 5);
  EXPECT_DOUBLE_EQ(median_of({9, 1, 5, 2}), 3.5);
}

TEST(Estimate, OfAnAdaptiveExperiment_IsThatOfAllBoots_AndOfTheFewest_AndTheBudgetEndsIt) {
  spec::Spec spec;
  spec.variants.resize(2);
  spec.machines = {machine(4)};
  spec.workloads = {{"churn", {{"seconds", {"10"}}}}};
  spec.boots = 40;
  spec.fewest_boots = 6;
  const double boot = 3 + 0.25 * 4 + 12 + 1;
  Estimate time = estimate(make_plan(spec), {{}, 1});
  EXPECT_DOUBLE_EQ(time.total(), kMargin * 80 * boot);
  EXPECT_DOUBLE_EQ(time.total_of_fewest(), kMargin * 12 * boot);
  spec.budget_ms = 600'000;
  time = estimate(make_plan(spec), {{{"cold", 480}}, 1});
  // The boot under way, and a block of four that was begun.
  EXPECT_DOUBLE_EQ(time.total(), kMargin * 480 + 600 + kMargin * 5 * boot);
  EXPECT_DOUBLE_EQ(time.total_of_fewest(), kMargin * (480 + 12 * boot));
}

}  // namespace
}  // namespace folioscope::plan
