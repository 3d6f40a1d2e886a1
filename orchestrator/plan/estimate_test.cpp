// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/estimate.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "plan/describe.h"
#include "spec/parse.h"

namespace folioscope::plan {
namespace {

namespace fs = std::filesystem;
using testing::DoubleNear;

WorkloadPoint point() { return {"churn", "churn", {}, 120'000, {}, {}, 0}; }
spec::Machine machine(int vcpus) {
  spec::Machine made;
  made.vcpus = vcpus;
  return made;
}

TEST(Estimate, AWorkloadThatSaysNothingTakesAsLongAsMost) {
  EXPECT_DOUBLE_EQ(cell_seconds(point(), machine(5)), 5 + kUnknownWorkloadSeconds);
  WorkloadPoint limited = point();
  limited.timeout_ms = 3000;
  EXPECT_DOUBLE_EQ(cell_seconds(limited, machine(5)), 5 + 3);
}

TEST(Estimate, AWorkloadThatIsToldHowLongTakesThatLong) {
  WorkloadPoint told = point();
  told.args = {{"pages", "4"}, {"seconds", "40"}};
  EXPECT_DOUBLE_EQ(cell_seconds(told, machine(5)), 45);
  told.args[1].second = "forty";
  EXPECT_DOUBLE_EQ(cell_seconds(told, machine(5)), 5 + kUnknownWorkloadSeconds);
}

TEST(Estimate, WhatWasMeasuredCountsMostOfAll) {
  WorkloadPoint measured = point();
  measured.args = {{"seconds", "40"}};
  measured.typical_ms = 7500;
  EXPECT_DOUBLE_EQ(cell_seconds(measured, machine(5)), 12.5);
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
  EXPECT_DOUBLE_EQ(alone.boots, 6 * 15 + 6 * 25);
  EXPECT_DOUBLE_EQ(alone.per_boot, 20);
  EXPECT_DOUBLE_EQ(alone.total(), kMargin * 740);
  EXPECT_DOUBLE_EQ(estimate(plan, {{}, 4}).boots, 60);
  EXPECT_DOUBLE_EQ(estimate(plan, {{}, 400}).boots, 25);  // never less than the longest
}

// What somebody tries first is no longer than a coffee: boots on two cores, kernels left out.
TEST(Estimate, QuickProfilesOfShippedExperimentsTakeAtMostTenMinutes) {
  for (const auto& entry :
       fs::directory_iterator(fs::path(FOLIOSCOPE_SOURCE_DIR) / "configs/experiments")) {
    const auto parsed = spec::parse_file(entry.path(), "quick");
    ASSERT_TRUE(parsed.ok()) << parsed.fault().what;
    if (parsed->profiles.empty()) continue;
    ASSERT_EQ(parsed->spec.profile, "quick");
    ASSERT_TRUE(parsed->ok()) << entry.path() << ": " << to_string(parsed->diagnostics.front());
    EXPECT_LE(estimate(make_plan(parsed->spec), {}).total(), 600)
        << entry.path() << ": fewer boots or points; or say with `typical:` how long a workload "
        << "takes when it is not " << kUnknownWorkloadSeconds << " s";
  }
}

}  // namespace
}  // namespace folioscope::plan
