// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "spec/parse.h"
#include "sys/files.h"
#include "testing/places.h"

namespace folioscope::bisect {
namespace {

using testing::HasSubstr;

spec::Spec experiment(const std::string& name, const std::string& profile = {}) {
  const auto parsed =
      spec::parse_file(source_dir() + "/configs/experiments/" + name + ".yaml", profile);
  EXPECT_TRUE(parsed.ok() && parsed->ok());
  return parsed->spec;
}

TEST(ChooseCondition, TheOnlyOneNeedsNoName) {
  const plan::Plan plan = plan::make_plan(experiment("quickstart"));
  const auto condition = choose_condition(plan, {});
  ASSERT_TRUE(condition.ok());
  EXPECT_EQ(*condition, (Condition{0, 0}));
}

TEST(ChooseCondition, NamesAreArgumentsSettingsAndTheMachine) {
  spec::Spec spec = experiment("quickstart");
  spec.workloads[0].args["park"] = {"activate", "read"};
  spec.settings = {{"/proc/sys/vm/swappiness", {"10", "60"}}};
  spec.machines.push_back(spec.machines[0]);
  spec.machines[1].name = "other";
  const plan::Plan plan = plan::make_plan(spec);
  const auto chosen =
      choose_condition(plan, {"machine=other", "park=read", "swappiness=60", "program=cma-churn"});
  ASSERT_TRUE(chosen.ok()) << chosen.fault().what;
  EXPECT_EQ(chosen->machine, 1u);
  EXPECT_EQ(plan.workloads[chosen->workload].key, "cma-churn park=read swappiness=60");
}

TEST(ChooseCondition, NoneAndSeveral_AreListed) {
  spec::Spec spec = experiment("quickstart");
  spec.workloads[0].args["park"] = {"activate", "read"};
  const plan::Plan plan = plan::make_plan(spec);
  const auto several = choose_condition(plan, {});
  ASSERT_FALSE(several.ok());
  EXPECT_THAT(several.fault().what, HasSubstr("this fits 2"));
  EXPECT_THAT(several.fault().remedy, HasSubstr("machine=smp8 program=cma-churn park=read"));
  const auto none = choose_condition(plan, {"park=write"});
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.fault().remedy, HasSubstr("park=activate"));
  EXPECT_THAT(choose_condition(plan, {"park"}).fault().what, HasSubstr("no NAME=VALUE"));
}

TEST(ChooseCondition, WhereTheExperimentDecides) {
  spec::Spec spec = experiment("quickstart");
  spec.workloads[0].args["park"] = {"activate", "read"};
  spec.about.decide.at = {{"park", "read"}};
  const plan::Plan plan = plan::make_plan(spec);
  ASSERT_TRUE(choose_condition(plan, {}).ok());
  EXPECT_EQ(plan.workloads[choose_condition(plan, {})->workload].key, "cma-churn park=read");
}

TEST(MetricNamed, OldNamesAreTaken_AndTypingMistakesGetAHint) {
  EXPECT_EQ(*metric_named("culprit_share_gup", "cma-churn"), "holder_share_gup");
  const auto mistake = metric_named("cma_failure_rat", "cma-churn");
  ASSERT_FALSE(mistake.ok());
  EXPECT_THAT(mistake.fault().remedy, HasSubstr("cma_failure_rate"));
  EXPECT_EQ(*metric_named("of_my_own", "my-program"), "of_my_own");
}

class StepPlan : public testing::Test {
 protected:
  StepPlan() {
    for (int i = 1; i <= 3; ++i) {
      const auto file = dir_.path() / (std::to_string(i) + ".patch");
      EXPECT_TRUE(sys::write_file(file, "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n").ok());
      question_.series.patches.push_back({"subject", "", "", "", file});
    }
    question_.spec = experiment("quickstart");
    question_.workload = plan::make_plan(question_.spec).workloads.front();
    question_.metric = "cma_failure_rate";
    question_.boots = 40;
  }

  TempDir dir_ = *TempDir::create("question");
  Question question_;
};

TEST_F(StepPlan, PrefixesAreItsVariants) {
  const auto plan = plan_of(question_, {0, 2, 3}, 6);
  ASSERT_TRUE(plan.ok()) << plan.fault().what;
  const spec::Spec& spec = plan->spec;
  ASSERT_EQ(spec.variants.size(), 3u);
  EXPECT_EQ(spec.variants[0].name, "prefix-0");
  EXPECT_TRUE(spec.variants[0].steps.empty());
  EXPECT_EQ(spec.variants[1].steps.size(), 2u);
  EXPECT_EQ(spec.variants[2], variant_of(question_, 3));
  EXPECT_EQ(spec.boots, 40);
  EXPECT_EQ(spec.fewest_boots, 6);
  EXPECT_EQ(plan->workloads, std::vector{question_.workload});
  EXPECT_EQ(spec.about.headline, std::vector<std::string>{"cma_failure_rate"});
}

TEST_F(StepPlan, IsMadeAgainFromItsText) {
  // As a run that is resumed does it.
  const auto plan = plan_of(question_, {0, 3}, 6);
  ASSERT_TRUE(plan.ok());
  const spec::Parsed again =
      spec::parse(plan->spec.text, plan->spec.file, spec::find_roots(plan->spec.file), "");
  EXPECT_EQ(again.spec, plan->spec);
}

TEST_F(StepPlan, AHistoryGoesOnTopOfTheGoodRevision) {
  const std::string text = "name: n\nbase: {git: " + dir_.path().string() +
                           ", rev: v6.1}\nconfig: [base]\nvariants: [{name: v}]\n"
                           "machines: [{name: m}]\nworkloads: [{program: cma-churn}]\n";
  const spec::Parsed parsed = spec::parse(text, "n.yaml", {source_dir(), {}});
  ASSERT_TRUE(parsed.ok());
  question_.spec = parsed.spec;
  question_.spec.file = source_dir() + "/n.yaml";  // where its fragments are found again
  question_.workload = plan::make_plan(question_.spec).workloads.front();
  question_.series.base = "0123456789abcdef0123456789abcdef01234567";
  const auto plan = plan_of(question_, {0, 3}, 6);
  ASSERT_TRUE(plan.ok()) << plan.fault().what;
  EXPECT_EQ(plan->spec.bases.front().source.kind, spec::Base::Kind::Git);
  EXPECT_EQ(plan->spec.bases.front().source.revision, question_.series.base);
}

TEST_F(StepPlan, TheSeriesGoesOnTopOfTheFirstVariant) {
  question_.spec.variants[0].steps = {
      {spec::PatchStep::Kind::Patch, source_dir() + "/configs/patches/6.1/lru-drain-only.patch"}};
  question_.spec.variants[0].settings = {{"/proc/sys/vm/swappiness", "10"}};
  const auto plan = plan_of(question_, {0, 1}, 0);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(plan->spec.variants[1].steps.size(), 2u);
  EXPECT_EQ(plan->spec.variants[1].settings, question_.spec.variants[0].settings);
}

TEST(DescribePrefix, SaysWhichPatchesAreIn) {
  EXPECT_EQ(describe_prefix(0, 8), "the base");
  EXPECT_EQ(describe_prefix(1, 8), "patch 1");
  EXPECT_EQ(describe_prefix(4, 8), "patches 1-4");
  EXPECT_EQ(describe_prefix(8, 8), "all 8 patches");
}

}  // namespace
}  // namespace folioscope::bisect
