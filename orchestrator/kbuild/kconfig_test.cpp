// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "kbuild/config.h"
#include "kbuild/kconfig_help.h"
#include "sys/files.h"
#include "testing/places.h"

namespace folioscope::kbuild {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string testdata() { return source_dir() + "/orchestrator/kbuild/testdata/kconfig"; }

std::vector<std::string> blockers(const std::string& expression) {
  return blockers_of(expression, [](const std::string& name) {
    return name == "A" || name == "B" ? "y" : name == "VERSION" ? "120200" : "n";
  });
}

TEST(KconfigExpression, NamesWhatKeepsItFromBeingTrue) {
  EXPECT_THAT(blockers("A"), IsEmpty());
  EXPECT_THAT(blockers("X"), ElementsAre("X is n"));
  EXPECT_THAT(blockers("A && B"), IsEmpty());
  EXPECT_THAT(blockers("A && X && Y"), ElementsAre("X is n", "Y is n"));
  EXPECT_THAT(blockers("A || X"), IsEmpty());
  EXPECT_THAT(blockers("X || Y"), ElementsAre("X is n", "Y is n"));
  EXPECT_THAT(blockers("X && (A || Y)"), ElementsAre("X is n"));
  EXPECT_THAT(blockers("!A"), ElementsAre("A is y"));
  EXPECT_THAT(blockers("!(A && B)"), ElementsAre("A is y", "B is y"));
  EXPECT_THAT(blockers("!(A && X)"), IsEmpty());
  EXPECT_THAT(blockers("!(X || A)"), ElementsAre("A is y"));
}

TEST(KconfigExpression, ComparesTextsAndNumbers) {
  EXPECT_THAT(blockers("A = y"), IsEmpty());
  EXPECT_THAT(blockers("A=X"), ElementsAre("A is y"));
  EXPECT_THAT(blockers("X != y && A!=n"), IsEmpty());
  EXPECT_THAT(blockers("VERSION >= 90000"), IsEmpty());
  EXPECT_THAT(blockers("VERSION >= 130000"), ElementsAre("VERSION is 120200"));
  EXPECT_THAT(blockers("!(VERSION > 90000)"), ElementsAre("VERSION is 120200"));
}

TEST(KconfigExpression, WhatOnlyKconfigKnowsStandsInNobodysWay) {
  EXPECT_THAT(blockers("$(cc-option,-fsanitize=(x)) && A"), IsEmpty());
  EXPECT_THAT(blockers("$(success,test (a) = b) && X"), ElementsAre("X is n"));
  EXPECT_THAT(blockers("A && m"), ElementsAre("m"));
  EXPECT_THAT(blockers("A ? B"), IsEmpty());
  EXPECT_THAT(blockers(""), IsEmpty());
  EXPECT_THAT(blockers("((("), IsEmpty());
}

TEST(KconfigText, KnowsWhatStandsAroundAnOption) {
  const auto entries = read_kconfig(*sys::read_file(testdata() + "/Kconfig"));
  const auto find = [&](const std::string& name) {
    const auto found = std::ranges::find(entries, name, &KconfigEntry::name);
    EXPECT_NE(found, entries.end()) << name;
    return found == entries.end() ? KconfigEntry() : *found;
  };
  EXPECT_THAT(find("PREEMPT_VOLUNTARY").choice,
              ElementsAre("PREEMPT_NONE", "PREEMPT_VOLUNTARY", "PREEMPT"));
  EXPECT_THAT(find("DEBUG_KMEMLEAK").depends,
              ElementsAre("DEBUG_KERNEL", "HAVE_KMEMLEAK &&  !MEMORY_HOTPLUG"));
  EXPECT_THAT(find("KASAN_HW_TAGS").depends, ElementsAre("DEBUG_KERNEL", "KASAN", "ARCH_HAS_TAGS"));
  EXPECT_THAT(find("DEBUG_KERNEL").depends, IsEmpty());
  EXPECT_THAT(find("DEBUG_KERNEL").prompt_if, ElementsAre("EXPERT"));
  EXPECT_EQ(std::ranges::find(entries, std::string("NOT_ONE"), &KconfigEntry::name), entries.end());
}

// All reasons of all options at once, as the refusal and `config_unmet: take` say them.
TEST(KconfigHelpOfAFragment, EveryOptionThatDoesNotStickHasItsReasons) {
  const auto requested =
      read_requested_options({{"mm-ci.config", *sys::read_file(testdata() + "/mm-ci.config")}});
  ASSERT_TRUE(requested.ok());
  const std::map<std::string, std::string> options{
      {"CONFIG_MODULES", "y"},       {"CONFIG_PREEMPT_VOLUNTARY", "y"}, {"CONFIG_KASAN", "y"},
      {"CONFIG_KASAN_GENERIC", "y"}, {"CONFIG_ZSMALLOC", "y"},          {"CONFIG_STACKDEPOT", "y"},
      {"CONFIG_MMU", "y"},           {"CONFIG_GCC_VERSION", "120200"}};
  const KconfigHelp help(testdata(), options);
  std::string text;
  for (const RequestedOption& option : *requested)
    text += option.name + help.explain(option) + "\n";
  EXPECT_EQ(text,
            "CONFIG_PREEMPT (one of a choice, which is PREEMPT_VOLUNTARY here)\n"
            "CONFIG_KMEMLEAK (this kernel has no such option; of a like name it has "
            "DEBUG_KMEMLEAK)\n"
            "CONFIG_DEBUG_KMEMLEAK (depends on DEBUG_KERNEL: DEBUG_KERNEL is n; depends on "
            "HAVE_KMEMLEAK &&  !MEMORY_HOTPLUG: HAVE_KMEMLEAK is n)\n"
            "CONFIG_KASAN\n"
            "CONFIG_KASAN_HW_TAGS (depends on DEBUG_KERNEL: DEBUG_KERNEL is n; depends on "
            "ARCH_HAS_TAGS: ARCH_HAS_TAGS is n; one of a choice, which is KASAN_GENERIC here)\n"
            "CONFIG_TEST_VMALLOC (it can only be a module, and guests get no modules)\n"
            "CONFIG_ZSMALLOC (it is built in, guests get no modules: write y)\n"
            "CONFIG_ZSWAP (depends on SWAP && (CRYPTO = y || CRYPTO = ZSWAP): SWAP is n)\n"
            "CONFIG_HUGETLB_PAGE_FREE_VMEMMAP (this kernel has no such option; of a like name it "
            "has HUGETLB_PAGE_OPTIMIZE_VMEMMAP)\n"
            "CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP (it asks nothing: it follows from other "
            "options)\n"
            "CONFIG_STACKDEPOT (selected by KASAN)\n"
            "CONFIG_DEBUG_KERNEL (asks only if EXPERT: EXPERT is n)\n"
            "CONFIG_NEW_COMPILER (depends on GCC_VERSION >= 130000: GCC_VERSION is 120200)\n"
            "CONFIG_ARM64_MTE (this kernel has no such option)\n");
  EXPECT_EQ(help.taken_instead_of("CONFIG_PREEMPT"), "CONFIG_PREEMPT_VOLUNTARY");
  EXPECT_EQ(help.taken_instead_of("CONFIG_KASAN_GENERIC"), "");
}

// A later fragment that takes another member of a choice decides, as the last mention of an option
// does; an earlier one does not.
TEST(Configure, OfAChoiceTheLastFragmentDecides_AndAModuleIsNone) {
  const TempDir tree = *TempDir::create("configure");
  ASSERT_TRUE(sys::write_file(tree / "Kconfig", *sys::read_file(testdata() + "/Kconfig")).ok());
  ASSERT_TRUE(sys::write_file(tree / "Makefile",
                              "allnoconfig:\n\tprintf 'CONFIG_MODULES=y\\nCONFIG_PREEMPT=y\\n"
                              "CONFIG_ZSMALLOC=m\\n' > .config\n")
                  .ok());
  ConfigPlan plan{{{"base.config", "CONFIG_PREEMPT_VOLUNTARY=y\n"},
                   {"mm-ci.config", "# more\nCONFIG_PREEMPT=y\n"}},
                  {},
                  spec::Unmet::Refuse};
  auto said = configure(tree.path(), plan, tree / "log", {});
  ASSERT_TRUE(said.ok()) << said.fault().what;
  EXPECT_EQ(*said,
            "CONFIG_PREEMPT_VOLUNTARY of base.config:1 gives way to CONFIG_PREEMPT of "
            "mm-ci.config:2: one choice\n");
  plan.fragments.push_back({"last.config", "CONFIG_PREEMPT_NONE=y\nCONFIG_ZSMALLOC=m\n"});
  said = configure(tree.path(), plan, tree / "log", {});
  ASSERT_FALSE(said.ok());
  EXPECT_EQ(said.fault().what,
            "options of the kernel configuration did not stick:\n"
            "  last.config:1: CONFIG_PREEMPT_NONE=y became n (one of a choice, which is PREEMPT "
            "here)\n"
            "  last.config:2: CONFIG_ZSMALLOC=m became m (guests get no modules: write y)");
  plan.unmet = spec::Unmet::Take;
  said = configure(tree.path(), plan, tree / "log", {});
  ASSERT_TRUE(said.ok());
  EXPECT_THAT(*said, testing::HasSubstr("did not stick: last.config:2: CONFIG_ZSMALLOC=m"));
}

}  // namespace
}  // namespace folioscope::kbuild
