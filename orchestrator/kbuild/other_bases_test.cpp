// SPDX-License-Identifier: GPL-3.0-or-later
// Where else patches would apply, of small trees.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kbuild/preview.h"
#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFuzzy =
    "--- a/mm/swap.c\n+++ b/mm/swap.c\n@@ -5,6 +5,6 @@\n /* not in the file */\n int "
    "lru_add_drain(int count)\n {\n-\tdrained += 5 * count;\n+\tdrained += 7 * count;\n \treturn "
    "lru_cache_disabled(drained);\n }\n";

class OtherBases : public testing::Test {
 protected:
  // Applies to the second revision, "v2", alone.
  Recipe for_v2(spec::Base base) {
    Recipe recipe = mini_.recipe();
    recipe.base = std::move(base);
    recipe.steps = {step("v2.patch",
                         "--- a/mm/swap.c\n+++ b/mm/swap.c\n@@ -6,5 +6,5 @@\n int "
                         "lru_add_drain(int count)\n {\n-\tdrained += 5 * count;\n+\tdrained += "
                         "7 * count;\n \treturn lru_cache_disabled(drained);\n }\n")};
    return recipe;
  }
  spec::PatchStep step(const std::string& name, const std::string& text) {
    const std::string file = mini_.path(name);
    EXPECT_TRUE(sys::write_file(file, text).ok());
    return {spec::PatchStep::Kind::Patch, file};
  }
  spec::Base git(const std::string& revision) {
    return {spec::Base::Kind::Git, mini_.repository(), revision};
  }
  // A directory as v2 is.
  spec::Base second_tree() {
    shell("cp -r " + mini_.tree().string() + " " + mini_.path("second").string() +
          "; sed -i -e 's/drained += count/drained += 5 * count/' " +
          (mini_.path("second") / "mm/swap.c").string() +
          "; sed -i 's/^SUBLEVEL.*/SUBLEVEL = 9/' " + (mini_.path("second") / "Makefile").string());
    return {spec::Base::Kind::Tree, mini_.path("second"), ""};
  }
  std::string refusal(const Recipe& recipe) {
    auto found = preview(recipe, mini_.cache());
    EXPECT_TRUE(found.ok()) << found.fault().what;
    return found.ok() && found->fault ? found->fault->what : "(applies)";
  }
  void commit(const std::string& change, const std::string& tag) {
    shell("cd " + mini_.repository().string() + "; " + change +
          "; git commit -qam change; git tag " + tag);
  }

  MiniKernel mini_;
};

TEST_F(OtherBases, AnotherBaseOfTheExperimentIsNamed) {
  Recipe recipe = for_v2({spec::Base::Kind::Tree, mini_.tree(), ""});
  recipe.others = {{"new", second_tree()}, {"same", {spec::Base::Kind::Tree, mini_.tree(), ""}}};
  EXPECT_THAT(refusal(recipe), EndsWith("\n  it applies to: base new (6.1.9)"));
  std::reverse(recipe.others.begin(), recipe.others.end());
  std::swap(recipe.base, recipe.others.back().source);
  EXPECT_EQ(refusal(recipe), "(applies)");
}

TEST_F(OtherBases, WhereNoneTakesItAllThatWereTriedAreNamed) {
  Recipe recipe = for_v2({spec::Base::Kind::Tree, mini_.tree(), ""});
  recipe.steps = {step("none.patch",
                       "--- a/mm/swap.c\n+++ b/mm/swap.c\n@@ -1,2 +1,2 @@\n nothing like it\n-is\n"
                       "+in\n")};
  recipe.others = {{"new", second_tree()},
                   {"far", {spec::Base::Kind::Git, "https://example.org/linux.git", "v1"}}};
  EXPECT_THAT(refusal(recipe), EndsWith("\n  it applies to none of: base new (6.1.9)"
                                        "\n  not tried: base far (not fetched)"));
}

TEST_F(OtherBases, FuzzIsSaid_AndWhatHasThePatchAlready) {
  Recipe recipe = for_v2({spec::Base::Kind::Tree, mini_.tree(), ""});
  recipe.others = {{"new", second_tree()}};
  const spec::PatchStep exact = recipe.steps.front();
  recipe.steps = {step("fuzzy.patch", kFuzzy)};
  EXPECT_THAT(refusal(recipe), EndsWith("it applies to: base new (6.1.9) with fuzz"));
  recipe.steps = {exact};
  shell("sed -i 's/5 \\* count/7 * count/' " + (mini_.path("second") / "mm/swap.c").string());
  EXPECT_THAT(refusal(recipe), EndsWith("already there, in part or whole, in: base new (6.1.9)"));
}

TEST_F(OtherBases, OfAStackAllOfItHasToApply) {
  Recipe recipe = for_v2({spec::Base::Kind::Tree, mini_.tree(), ""});
  recipe.others = {{"new", second_tree()}};
  recipe.steps.insert(recipe.steps.begin(), MiniKernel::patch("comment.patch"));
  EXPECT_THAT(refusal(recipe),
              EndsWith("the stack of 2 diffs applies as a whole to: base new (6.1.9)"));
  recipe.steps.push_back(MiniKernel::patch("conflict.patch"));
  EXPECT_THAT(refusal(recipe), HasSubstr("the stack of 3 diffs applies to none of: base new"));
}

TEST_F(OtherBases, TheTagOfAGitBaseThatIsNearestInTime) {
  const auto at = [&](const char* day) {
    return std::string("export GIT_COMMITTER_DATE='") + day + "T00:00:00Z'; ";
  };
  mini_.repository();
  commit(at("2031-01-01") + "sed -i 's/drained += count/drained += 5 * count/' mm/swap.c", "v2");
  commit(at("2031-06-01") + "echo '/* more */' >> mm/filemap.c", "v2-later");
  commit(at("2032-01-01") + "sed -i 's/drained += 5 /drained += 6 /' mm/swap.c", "v3");
  EXPECT_THAT(refusal(for_v2(git("v3"))), EndsWith("\n  it applies to: tag v2-later"));
  EXPECT_THAT(refusal(for_v2(git("v1"))), EndsWith("\n  it applies to: tag v2"));
  Recipe none = for_v2(git("v3"));
  none.steps.push_back(MiniKernel::patch("conflict.patch"));
  EXPECT_THAT(refusal(none), HasSubstr("applies to none of: the 3 tags nearest to it (v2-later, "));
}

TEST_F(OtherBases, TreesThatWereBuiltInAreTried_AndKeepTheirTime) {
  Recipe second = mini_.recipe();
  second.base = second_tree();
  ASSERT_TRUE(mini_.build(second).ok());
  const fs::path lock = fs::directory_iterator(mini_.cache() / "trees")->path() / "lock";
  const auto used = fs::last_write_time(lock) - std::chrono::hours(5);
  fs::last_write_time(lock, used);
  const Recipe recipe = for_v2({spec::Base::Kind::Tree, mini_.tree(), ""});
  EXPECT_THAT(refusal(recipe),
              AllOf(HasSubstr("it applies to: directory "), EndsWith(" in the cache (6.1.9)")));
  EXPECT_EQ(fs::last_write_time(lock), used);
  const auto kernel = mini_.build(recipe);  // a build says it, too
  ASSERT_FALSE(kernel.ok());
  EXPECT_THAT(kernel.fault().what, EndsWith(" in the cache (6.1.9)"));
  const auto held = sys::FileLock::take(lock);
  ASSERT_TRUE(held.ok());
  EXPECT_THAT(refusal(recipe), HasSubstr("not tried: directory "));
}

TEST_F(OtherBases, OfATarballThatIsNotUnpackedOnlyTheFilesOfThePatchesAreTaken) {
  second_tree();
  const fs::path sources = mini_.cache() / "sources/linux-source-second_test";
  shell("mkdir -p " + sources.string() + "; cd " + mini_.path("").string() + "; tar cJf " +
        (sources / "linux-source-second.tar.xz").string() + " second");
  Recipe recipe = for_v2({spec::Base::Kind::Tree, mini_.tree(), ""});
  EXPECT_THAT(refusal(recipe), EndsWith("\n  it applies to: linux-source-second (6.1.9)"));
  EXPECT_FALSE(fs::exists(mini_.cache() / "trees"));
  shell("echo junk > " + (sources / "linux-source-second.tar.xz").string());
  EXPECT_THAT(refusal(recipe), HasSubstr("not tried: linux-source-second (cannot unpack"));
}

TEST_F(OtherBases, WhatIsInTheBaseAlreadyIsNotLookedForElsewhere) {
  Recipe recipe = for_v2({spec::Base::Kind::Tree, mini_.tree(), ""});
  recipe.others = {{"new", second_tree()}};
  shell("sed -i 's/drained += count/drained += 7 * count/' " +
        (mini_.tree() / "mm/swap.c").string());
  EXPECT_THAT(refusal(recipe),
              AllOf(HasSubstr("is already in this base"), Not(HasSubstr("applies to"))));
}

}  // namespace
}  // namespace folioscope::kbuild
