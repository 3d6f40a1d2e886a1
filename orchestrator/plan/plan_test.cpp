// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "plan/describe.h"

namespace folioscope::plan {
namespace {

TEST(GuestsAtOnce, AreWhatTheHostCarries_WhatTheExperimentAllows_OrWhatTheUserWants) {
  spec::Spec spec;
  EXPECT_EQ(guests_at_once(spec, 4, 0), 4);
  EXPECT_EQ(guests_at_once(spec, 4, 9), 9);
  spec.guests = 2;
  EXPECT_EQ(guests_at_once(spec, 4, 0), 2);
  EXPECT_EQ(guests_at_once(spec, 1, 0), 1);
  EXPECT_EQ(guests_at_once(spec, 4, 3), 3);
}

using testing::HasSubstr;
using testing::Not;

spec::Spec small_spec() {
  spec::Spec spec;
  spec.name = "small";
  spec.bases = {{"", {spec::Base::Kind::Debian, "linux-source-6.1", ""}}};
  spec.variants = {{"stock", {}},
                   {"patched", {{spec::PatchStep::Kind::Patch, "/x/configs/patches/fix.patch"}}}};
  spec.machines.resize(2);
  spec.machines[0].name = "one";
  spec.machines[0].nodes = {{mib(512), {0}}};
  spec.machines[1].name = "two";
  spec.machines[1].nodes = {{mib(256), {0}}, {mib(256), {}}};
  spec.workloads.resize(1);
  spec.workloads[0].program = "churn";
  spec.workloads[0].args = {{"count", {"50"}}, {"park", {"activate", "none"}}};
  spec.boots = 3;
  return spec;
}

TEST(Plan, HoldsEveryCombinationOnce) {
  Plan plan = make_plan(small_spec());
  EXPECT_EQ(plan.cells.size(), 2u * 2 * 2 * 3);
  std::set<std::tuple<std::size_t, std::size_t, std::size_t, int>> seen;
  std::set<std::int64_t> ids;
  for (const Cell& cell : plan.cells) {
    seen.insert({cell.variant, cell.machine, cell.workload, cell.boot});
    ids.insert(cell.id.value);
  }
  EXPECT_EQ(seen.size(), plan.cells.size());
  EXPECT_EQ(ids.size(), plan.cells.size());
  EXPECT_EQ(*ids.begin(), 1);
  EXPECT_EQ(*ids.rbegin(), static_cast<std::int64_t>(plan.cells.size()));
}

TEST(Plan, LevelsOfObservationAreASweep) {
  spec::Spec spec = small_spec();
  spec.observe = {spec::Observe::None, spec::Observe::Events};
  const Plan plan = make_plan(spec);
  std::vector<std::string> keys;
  for (const WorkloadCondition& condition : plan.workloads) keys.push_back(condition.key);
  EXPECT_THAT(keys, testing::ElementsAre(
                        "churn park=activate observe=none", "churn park=activate observe=events",
                        "churn park=none observe=none", "churn park=none observe=events"));
  EXPECT_EQ(plan.workloads[0].observe, spec::Observe::None);
  EXPECT_EQ(plan.workloads[1].observe, spec::Observe::Events);
}

TEST(Plan, ASettingWithSeveralValuesIsASweep) {
  spec::Spec spec = small_spec();
  spec.workloads[0].args = {{"count", {"50"}}};
  spec.settings = {{"/sys/kernel/debug/mmtrace/mig_window_us", {"0", "50"}},
                   {"/proc/sys/vm/swappiness", {"60"}}};
  spec.observe = {spec::Observe::None, spec::Observe::Events};
  const Plan plan = make_plan(spec);
  std::vector<std::string> keys;
  for (const WorkloadCondition& condition : plan.workloads) keys.push_back(condition.key);
  EXPECT_THAT(keys, testing::ElementsAre("churn mig_window_us=0 observe=none",
                                         "churn mig_window_us=0 observe=events",
                                         "churn mig_window_us=50 observe=none",
                                         "churn mig_window_us=50 observe=events"));
  using Values = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(plan.workloads[3].swept, (Values{{"mig_window_us", "50"}, {"observe", "events"}}));
  EXPECT_EQ(plan.workloads[3].settings,
            (std::vector<spec::Setting>{{"/sys/kernel/debug/mmtrace/mig_window_us", "50"},
                                        {"/proc/sys/vm/swappiness", "60"}}));
}

TEST(Plan, IdsFollowTheMatrixVariantFirstAndBootLast) {
  Plan plan = make_plan(small_spec());
  std::ranges::sort(plan.cells, {}, [](const Cell& cell) { return cell.id.value; });
  auto coordinates = [](const Cell& cell) {
    return std::tuple(cell.variant, cell.machine, cell.workload, cell.boot);
  };
  EXPECT_TRUE(std::ranges::is_sorted(plan.cells, {}, coordinates));
}

// Of every block, in the order of execution, how many boots each of its parts holds.
std::vector<std::size_t> sizes_of_blocks(const Plan& plan) {
  std::vector<std::size_t> sizes;
  for (const Cell& cell : plan.cells) {
    sizes.resize(std::max(sizes.size(), static_cast<std::size_t>(cell.block) + 1));
    ++sizes[static_cast<std::size_t>(cell.block)];
  }
  return sizes;
}

TEST(Plan, BlocksRunOneAfterTheOther_AndHoldTwoBootsOfEachVariantUnderEachCondition) {
  spec::Spec spec = small_spec();
  spec.boots = 6;
  const Plan plan = make_plan(spec);
  std::map<std::tuple<int, std::size_t, std::size_t, std::size_t>, std::set<int>> boots;
  for (std::size_t i = 0; i < plan.cells.size(); ++i) {
    const Cell& cell = plan.cells[i];
    EXPECT_EQ(cell.position, static_cast<int>(i));
    EXPECT_EQ(cell.block, static_cast<int>(i / 16));
    EXPECT_EQ(cell.block, cell.boot / 2);
    boots[{cell.block, cell.variant, cell.machine, cell.workload}].insert(cell.boot);
  }
  for (const auto& [place, numbers] : boots) EXPECT_EQ(numbers.size(), 2u);
}

TEST(Plan, OfAnOddNumberOfBoots_TheLastBlockHoldsOne) {
  spec::Spec spec = small_spec();
  spec.boots = 5;
  EXPECT_THAT(sizes_of_blocks(make_plan(spec)), testing::ElementsAre(16, 16, 8));
  spec.boots = 1;
  EXPECT_THAT(sizes_of_blocks(make_plan(spec)), testing::ElementsAre(8));
}

TEST(Plan, InABlock_TheBootsOfAConditionAreNeighbours_AndItsVariantsMixed) {
  spec::Spec spec = small_spec();
  spec.boots = 40;
  const Plan plan = make_plan(spec);
  bool mixed = false;
  std::set<std::size_t> first_conditions;
  for (std::size_t i = 0; i < plan.cells.size(); i += 4) {
    for (std::size_t k = 1; k < 4; ++k) {
      EXPECT_EQ(plan.cells[i + k].machine, plan.cells[i].machine);
      EXPECT_EQ(plan.cells[i + k].workload, plan.cells[i].workload);
      EXPECT_EQ(plan.cells[i + k].block, plan.cells[i].block);
    }
    mixed |= plan.cells[i + 1].variant != plan.cells[i].variant &&
             plan.cells[i + 2].variant == plan.cells[i].variant;
    if (i % 16 == 0) first_conditions.insert(plan.cells[i].machine * 2 + plan.cells[i].workload);
  }
  EXPECT_TRUE(mixed);
  EXPECT_EQ(first_conditions.size(), 4u) << "every condition begins some block";
}

// A killed run finds its own cells again only if the order never changes between versions: these
// are the ids of a seed, written down once.
TEST(Plan, OrderOfASeedIsAPromise) {
  Plan plan = make_plan(small_spec());
  std::vector<std::int64_t> ids;
  for (const Cell& cell : plan.cells) ids.push_back(cell.id.value);
  EXPECT_THAT(ids, testing::ElementsAre(8, 19, 7, 20, 14, 13, 1, 2, 11, 23, 10, 22, 16, 17, 5, 4,
                                        21, 9, 18, 6, 15, 3, 24, 12));
}

TEST(Plan, AnotherSeedIsAnotherOrder) {
  spec::Spec spec = small_spec();
  Plan first = make_plan(spec);
  spec.seed = 2;
  Plan second = make_plan(spec);
  EXPECT_NE(first.cells, second.cells);
}

// Over many seeds each variant stands first in its block about equally often.
TEST(Plan, NoVariantIsFavouredByItsPlaceInTheFile) {
  spec::Spec spec = small_spec();
  spec.boots = 1;
  std::map<std::int64_t, int> first;
  for (spec.seed = 0; spec.seed < 8000; ++spec.seed) ++first[make_plan(spec).cells[0].id.value];
  ASSERT_EQ(first.size(), 8u);
  // 1000 expected each; 150 is five standard deviations.
  for (auto [id, count] : first) EXPECT_NEAR(count, 1000, 150) << id;
}

TEST(Plan, KeysNameWhatVaries) {
  Plan plan = make_plan(small_spec());
  ASSERT_EQ(plan.workloads.size(), 2u);
  EXPECT_EQ(plan.workloads[0].key, "churn park=activate");
  EXPECT_EQ(plan.workloads[1].key, "churn park=none");
  EXPECT_EQ(plan.workloads[1].args,
            (std::vector<std::pair<std::string, std::string>>{{"count", "50"}, {"park", "none"}}));
}

TEST(Plan, KeysOfTheSameProgramTwiceAreToldApart) {
  spec::Spec spec = small_spec();
  spec.workloads[0].args = {{"count", {"50"}}};
  spec.workloads.push_back(spec.workloads[0]);
  spec.workloads[1].args = {{"count", {"90"}}};
  Plan plan = make_plan(spec);
  EXPECT_EQ(plan.workloads[0].key, "churn count=50");
  EXPECT_EQ(plan.workloads[1].key, "churn count=90");
}

TEST(Plan, KeysNameWhatDiffersBetweenEntriesToo) {
  spec::Spec spec = small_spec();
  spec.workloads[0].args = {{"count", {"2", "8"}}, {"seconds", {"4"}}};
  spec.workloads.push_back(spec.workloads[0]);
  spec.workloads[1].args = {{"count", {"8"}}, {"file", {"disk"}}, {"seconds", {"4"}}};
  Plan plan = make_plan(spec);
  ASSERT_EQ(plan.workloads.size(), 3u);
  EXPECT_EQ(plan.workloads[0].key, "churn count=2");
  EXPECT_EQ(plan.workloads[1].key, "churn count=8");
  EXPECT_EQ(plan.workloads[2].key, "churn count=8 file=disk");
}

TEST(Describe, ShowsMatrixOrderAndEstimate) {
  Costs costs{{{"cold", 480}, {"incremental", 12, 1}}, 2};
  spec::Spec spec = small_spec();
  spec.profile = "quick";
  spec.settings = {{"/proc/sys/vm/swappiness", {"60"}}};
  spec.variants[1].settings = {{"/sys/kernel/a", "1"}};
  std::string text = describe(make_plan(spec), costs);
  EXPECT_THAT(text, HasSubstr("experiment small\nprofile quick\n"));
  EXPECT_THAT(text, HasSubstr("Debian package linux-source-6.1"));
  EXPECT_THAT(text, HasSubstr("the base as it is  (baseline)\n    kernel cold, about 8 min"));
  EXPECT_THAT(text, HasSubstr("fix.patch, /sys/kernel/a=1\n    kernel incremental, about 12 s"));
  EXPECT_THAT(text, HasSubstr("churn --count=50 --park=none, /proc/sys/vm/swappiness=60"));
  EXPECT_THAT(text,
              HasSubstr("24 cells: 2 variants x 2 machines x 2 workload conditions x 3 boots"));
  EXPECT_THAT(
      text,
      HasSubstr("estimate: at most 17 min: kernels 8 min, boots 3 min (2 guests at once, about "
                "17 s each, a guess for emulated guests), and half as much again"));
}

TEST(Describe, SaysWhatTheEstimateStandsOn) {
  const Plan plan = make_plan(small_spec());
  Costs costs{{}, 2};
  costs.measured = {{{0, 0}, {20, 24, 2}}};
  EXPECT_THAT(describe(plan, costs),
              HasSubstr("each, from 24 boots here, a guess for 3 of 4 conditions), and half"));
  for (std::size_t machine = 0; machine < 2; ++machine)
    for (std::size_t workload = 0; workload < 2; ++workload)
      costs.measured[{machine, workload}] = {20, 6, 2};
  EXPECT_THAT(describe(plan, costs), HasSubstr("about 20 s each, from 24 boots here), and half"));
  EXPECT_THAT(describe_json(plan, costs), HasSubstr("\"estimate_from_boots\": 24"));
}

TEST(Describe, BootsOfAnAdaptiveExperimentAreARange) {
  spec::Spec spec = small_spec();
  spec.boots = 40;
  spec.fewest_boots = 6;
  spec.budget_ms = 1'800'000;
  const Plan plan = make_plan(spec);
  EXPECT_EQ(fewest_cells(plan), 48u);
  EXPECT_EQ(describe_boots(spec), "6 to 40 boots");
  EXPECT_EQ(describe_all_boots(plan), "48 to 320 boots");
  const std::string text = describe(plan, {});
  EXPECT_THAT(text, HasSubstr("\norder: 20 blocks of 2 boots of every variant, "));
  EXPECT_THAT(text, HasSubstr("48 to 320 cells: 2 variants x 2 machines x 2 workload conditions x "
                              "6 to 40 boots"));
  EXPECT_THAT(text, HasSubstr("when 6 boots of each variant settle every condition"));
  EXPECT_THAT(text, HasSubstr("no block of boots begins after 30 min of booting"));
  const std::string json = describe_json(plan, {});
  EXPECT_THAT(json, HasSubstr(R"("boots": 40, "fewest_boots": 6, "budget_ms": 1800000)"));
  EXPECT_THAT(json, HasSubstr(R"("boot": 39, "block": 19)"));
}

TEST(Describe, CutsALongOrderAndSaysSo) {
  spec::Spec spec = small_spec();
  spec.boots = 10;
  std::string text = describe(make_plan(spec), {});
  EXPECT_THAT(text, HasSubstr("... and 32 more"));
  EXPECT_THAT(text, HasSubstr("block 3 "));
  EXPECT_THAT(text, Not(HasSubstr("block 4 ")));
}

TEST(Plan, EveryBaseIsACondition_WithoutTheVariantsThatAreNotOnIt) {
  spec::Spec spec = small_spec();
  const std::size_t alone = make_plan(spec).workloads.size();
  spec.bases = {{"6.1", {spec::Base::Kind::Debian, "linux-source-6.1", ""}},
                {"7.3", {spec::Base::Kind::Debian, "linux-source-7.3", ""}}};
  spec.variants[1].not_on = {"6.1"};
  const Plan plan = make_plan(spec);
  ASSERT_EQ(plan.workloads.size(), 2 * alone);
  EXPECT_EQ(plan.workloads.front().key, "churn base=6.1 park=activate");
  EXPECT_EQ(plan.workloads.back().base, 1u);
  std::size_t stock = 0, patched = 0;
  for (const Cell& cell : plan.cells) {
    (cell.variant == 0 ? stock : patched) += 1;
    EXPECT_TRUE(cell.variant == 0 || plan.workloads[cell.workload].base == 1u);
  }
  EXPECT_EQ(stock, 2 * patched);
  const std::string text = describe(plan, {});
  EXPECT_THAT(text, HasSubstr("base 7.3: Debian package linux-source-7.3"));
  EXPECT_THAT(text, HasSubstr("not on 6.1"));
}

TEST(Describe, JsonListsEveryCellAndEscapes) {
  spec::Spec spec = small_spec();
  spec.bases = {{"", {spec::Base::Kind::Tree, "/a \"quoted\"\n path", ""}}};
  spec.boots = 10;
  std::string text = describe_json(make_plan(spec), {});
  EXPECT_THAT(text, HasSubstr(R"(tree /a \"quoted\"\u000a path)"));
  std::size_t cells = 0;
  for (std::size_t at = 0; (at = text.find("\"position\"", at)) != text.npos; ++at) ++cells;
  EXPECT_EQ(cells, 80u);
}

TEST(FormatDuration, IsAsPreciseAsAnEstimate) {
  EXPECT_EQ(format_duration(0.2), "0 s");
  EXPECT_EQ(format_duration(89), "89 s");
  EXPECT_EQ(format_duration(480), "8 min");
  EXPECT_EQ(format_duration(4800), "80 min");
  EXPECT_EQ(format_duration(7200), "2 h");
  EXPECT_EQ(format_duration(7500), "2 h 5 min");
}

TEST(Describe, HowPatchesAreTakenStandsBelowTheVariant) {
  Costs costs;
  costs.kernels = {{"reused", 0},
                   {"cold", 60, 1, 0, {"fix.patch: mm/x.c: hunk 2 applied with fuzz 1"}, "it"}};
  const std::string text = describe(make_plan(small_spec()), costs);
  EXPECT_THAT(
      text,
      HasSubstr("\n      fix.patch: mm/x.c: hunk 2 applied with fuzz 1\n      no kernel: it\n"));
  const std::string json = describe_json(make_plan(small_spec()), costs);
  EXPECT_THAT(json, HasSubstr(R"("notes": ["fix.patch: mm/x.c: hunk 2 applied with fuzz 1"])"));
  EXPECT_THAT(json, HasSubstr(R"("refusal": "it")"));
}

}  // namespace
}  // namespace folioscope::plan
