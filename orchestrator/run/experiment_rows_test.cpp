// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/experiment_rows.h"

#include <gmock/gmock.h>

namespace folioscope::run {
namespace {

using testing::ElementsAre;

TEST(ExperimentRows, SettingsKeepTheirOrder) {
  EXPECT_EQ(named_values({}), store::NamedValues());
  EXPECT_EQ(named_values({{"/sys/b", "1"}, {"/sys/a", "x \"y\""}}),
            (store::NamedValues{{"/sys/b", "1"}, {"/sys/a", "x \"y\""}}));
}

TEST(ExperimentRows, AboutHasALineForEveryThingThatIsSaid) {
  spec::About about;
  about.thread = "lru-batches";
  about.question = "Does it matter?";
  about.headline = {"cma_failure_ratio", "cma_alloc_ms_p50"};
  about.decide = {"cma_alloc_ms_p50", {{"park", "activate"}, {"mode", ""}}};
  about.caveats = {"small machine"};
  EXPECT_THAT(about_rows(about), ElementsAre(store::AboutRow{"thread", "lru-batches"},
                                             store::AboutRow{"question", "Does it matter?"},
                                             store::AboutRow{"headline", "cma_failure_ratio"},
                                             store::AboutRow{"headline", "cma_alloc_ms_p50"},
                                             store::AboutRow{"decide_metric", "cma_alloc_ms_p50"},
                                             store::AboutRow{"caveat", "small machine"}));
  EXPECT_TRUE(about_rows({}).empty());
}

TEST(ExperimentRows, ClaimsKeepWhatTheyAreAbout) {
  spec::About about;
  about.claims = {{"400 of 500", "forced", "drain-only", {}},
                  {"0.8 s", "walk", "", {"herd", {{"waiters", "8"}}}, 0.8, "s"}};
  EXPECT_THAT(
      claim_rows(about),
      ElementsAre(store::ClaimRow{"400 of 500", "forced", "drain-only", {}},
                  store::ClaimRow{"0.8 s", "walk", "", {"herd", {{"waiters", "8"}}}, 0.8, "s"}));
}

TEST(ExperimentRows, AWorkloadHasTheSettingsOfItsPoint) {
  spec::Spec spec;
  spec.variants = {{"stock", {}, {{"/sys/kernel/mm/b", "0"}}}};
  spec.machines.resize(1);
  spec.workloads.resize(1);
  spec.workloads[0].program = "refault";
  spec.settings = {{"/sys/kernel/mm/a", {"0", "50"}}};
  const std::vector<store::WorkloadRow> rows = workload_rows(plan::make_plan(spec));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].name, "refault a=50");
  EXPECT_EQ(rows[1].position, 1);
  EXPECT_EQ(rows[1].settings, (store::NamedValues{{"/sys/kernel/mm/a", "50"}}));
}

}  // namespace
}  // namespace folioscope::run
