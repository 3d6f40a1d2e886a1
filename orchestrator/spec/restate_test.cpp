// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/restate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "spec/parse.h"
#include "testing/places.h"
#include "testing/spec_dump.h"

namespace folioscope::spec {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

Spec parsed(const std::string& text, const Spec& original) {
  const Parsed result = parse(text, original.file, find_roots(original.file));
  for (const Diagnostic& diagnostic : result.diagnostics)
    ADD_FAILURE() << to_string(diagnostic) << "\n" << text;
  return result.spec;
}

// The first condition of an experiment.
Restatement first_condition(const Spec& spec) {
  Restatement wanted{.variants = spec.variants,
                     .revision = {},
                     .machine = spec.machines.front().name,
                     .workload = spec.workloads.front(),
                     .observe = spec.observe.front(),
                     .boots = 20,
                     .fewest_boots = 6,
                     .metric = "cma_failure_rate"};
  std::erase_if(wanted.variants,
                [&](const Variant& variant) { return !variant.is_on(spec.bases.front()); });
  for (Variant& variant : wanted.variants) variant.not_on.clear();
  for (auto& [key, values] : wanted.workload.args) values.resize(1);
  for (const SettingSweep& setting : spec.settings)
    wanted.settings.push_back({setting.path, setting.values.front()});
  return wanted;
}

TEST(Restate, EveryExperimentThatIsShippedSaysTheSameUnderItsFirstCondition) {
  for (const auto& entry : fs::directory_iterator(source_dir() + "/configs/experiments")) {
    const Parsed original = *parse_file(entry.path());
    for (const std::string& profile : original.profiles) {
      const Spec spec = parse_file(entry.path(), profile)->spec;
      const Restatement wanted = first_condition(spec);
      const auto text = restate(spec, wanted);
      ASSERT_TRUE(text.ok()) << text.fault().what;
      Spec expected = spec;
      expected.text = *text;
      expected.profile.clear();
      expected.about = {};
      expected.about.headline = {"cma_failure_rate"};
      expected.bases.resize(1);
      expected.variants = wanted.variants;
      expected.machines.resize(1);
      expected.workloads = {wanted.workload};
      expected.observe.resize(1);
      for (SettingSweep& setting : expected.settings) setting.values.resize(1);
      expected.boots = 20;
      expected.fewest_boots = 6;
      expected.budget_ms = 0;
      EXPECT_EQ(parsed(*text, spec), expected) << entry.path() << " " << profile;
    }
  }
}

TEST(Restate, TheStepsOfAVariantKeepTheirOrder) {
  const Spec spec = parse_file(kSpecTestdata / "smallest.yaml")->spec;
  Restatement wanted = first_condition(spec);
  const std::string file = (kSpecTestdata / "smallest.yaml").string();
  wanted.variants = {{"a", {{PatchStep::Kind::Mbox, file}, {PatchStep::Kind::Patch, file}}}};
  const auto text = restate(spec, wanted);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(parsed(*text, spec).variants, wanted.variants);
}

TEST(Restate, WhatAStepSaysBesideItsTargetIsKept) {
  const Spec spec = parse_file(kSpecTestdata / "smallest.yaml")->spec;
  Restatement wanted = first_condition(spec);
  const std::string file = (kSpecTestdata / "smallest.yaml").string();
  PatchStep mbox{PatchStep::Kind::Mbox, file}, lore{PatchStep::Kind::Lore, "a@example.org"};
  mbox.skip = {"tools/**", "Documentation/"};
  mbox.only = {"**.c"};
  lore.version = 3;
  lore.mailbox = file;
  wanted.variants = {{"a", {mbox, lore}}};
  const auto text = restate(spec, wanted);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(parsed(*text, spec).variants, wanted.variants);
}

TEST(Restate, StepsThatNoExperimentCanSay_AreTheUsersFault) {
  const Spec spec = parse_file(kSpecTestdata / "smallest.yaml")->spec;
  Restatement wanted = first_condition(spec);
  wanted.variants = {{"a",
                      {{PatchStep::Kind::Patch, "/a"},
                       {PatchStep::Kind::Revert, "b"},
                       {PatchStep::Kind::Patch, "/c"}}}};
  const auto text = restate(spec, wanted);
  ASSERT_FALSE(text.ok());
  EXPECT_EQ(text.fault().domain, FaultDomain::User);
  EXPECT_THAT(text.fault().what, HasSubstr("go back to `patches` after `revert`"));
}

TEST(Restate, TextsThatLookLikeSomethingElse_StayTexts) {
  const Spec spec = parse_file(kSpecTestdata / "smallest.yaml")->spec;
  Restatement wanted = first_condition(spec);
  wanted.workload.args = {{"a", {"yes"}}, {"b", {"0x10"}}, {"c", {"# \"x\": {\\"}}};
  const auto text = restate(spec, wanted);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(parsed(*text, spec).workloads.front().args, wanted.workload.args);
}

TEST(Restate, OfSeveralBasesOneStays) {
  const auto result = parse_file(kSpecTestdata / "bases.yaml", "");
  ASSERT_TRUE(result.ok());
  const Spec& spec = result->spec;
  Restatement wanted = first_condition(spec);
  wanted.variants = {spec.variants.front()};
  wanted.base = 1;
  const auto text = restate(spec, wanted);
  ASSERT_TRUE(text.ok()) << text.fault().what;
  const Spec again = parsed(*text, spec);
  ASSERT_EQ(again.bases.size(), 1u);
  EXPECT_EQ(again.bases.front(), spec.bases[1]);
}

constexpr const char* kRange = R"(
name: ranges
base: {git: ".", rev: v1}
config: [base]
variants:
  - {name: v, rev: v1..v2, settings: {/proc/sys/vm/swappiness: 1}}
  - {name: w, rev: v3}
machines: [{name: m}]
workloads: [{program: cma-churn}]
profiles:
  quick: {boots: 2}
  full:
    boots: 4
    variants: [{name: w, rev: v3}, {name: v, rev: v1..v2}]
)";

std::vector<std::string> names_and_revisions(const Spec& spec) {
  std::vector<std::string> texts;
  for (const Variant& variant : spec.variants)
    texts.push_back(variant.name + " " + variant.base->revision);
  return texts;
}

TEST(Expand, ARangeBecomesItsCommits_InEveryProfile) {
  for (const char* profile : {"quick", "full"}) {
    const Parsed written = parse(kRange, "x.yaml", {source_dir(), source_dir()}, profile);
    ASSERT_TRUE(written.ok()) << to_string(written.diagnostics.front());
    const auto text = expand(written.spec, {{"v", "v1..v2", {{"v-0", "aaaa"}, {"v-1", "bbbb"}}}});
    ASSERT_TRUE(text.ok()) << text.fault().what;
    const Parsed made = parse(*text, "x.yaml", {source_dir(), source_dir()}, profile);
    ASSERT_TRUE(made.ok()) << to_string(made.diagnostics.front()) << *text;
    EXPECT_EQ(made.spec.profile, profile);
    EXPECT_EQ(made.spec.boots, written.spec.boots);
    if (made.spec.boots == 2) {
      EXPECT_THAT(names_and_revisions(made.spec), ElementsAre("v-0 aaaa", "v-1 bbbb", "w v3"));
      EXPECT_EQ(made.spec.variants[1].settings, written.spec.variants[0].settings);
    } else {
      EXPECT_THAT(names_and_revisions(made.spec), ElementsAre("w v3", "v-0 aaaa", "v-1 bbbb"));
    }
  }
}

TEST(Expand, WhatIsNoRangeIsSaidWhereItStands) {
  for (const char* range : {"v1..", "..v2", "v1...v2", "v1..v2..v3"}) {
    std::string text = kRange;
    text.replace(text.find("v1..v2"), 6, range);
    const Parsed made = parse(text, "x.yaml", {source_dir(), source_dir()}, "quick");
    ASSERT_EQ(made.diagnostics.size(), 1u) << range;
    EXPECT_THAT(to_string(made.diagnostics[0]), HasSubstr("x.yaml:6:20: variant rev `"));
  }
  std::string text = kRange;
  text.replace(text.find("rev: v1}"), 8, "rev: v1..v2}");
  const Parsed made = parse(text, "x.yaml", {source_dir(), source_dir()}, "quick");
  ASSERT_EQ(made.diagnostics.size(), 1u);
  EXPECT_THAT(to_string(made.diagnostics[0]), HasSubstr("base.rev `v1..v2` is a range"));
}

}  // namespace
}  // namespace folioscope::spec
