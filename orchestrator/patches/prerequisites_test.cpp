// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/prerequisites.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/files.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Kind = spec::PatchStep::Kind;

// v1 - first - second - third; series.mbox is third, made on v1 and so in need of the other two,
// which are first.patch and second.patch.
class PrerequisitesTest : public testing::Test {
 protected:
  PrerequisitesTest() {
    scratch_.commit("sed -i 's/^line 10$/line ten/' mm/a.c", "mm: first");
    scratch_.commit("sed -i 's/^other line 20$/other line twenty/' mm/b.c", "mm: second");
    scratch_.commit("sed -i 's/^line 30$/line thirty/' mm/a.c", "mm: third");
    scratch_.sh(
        "git tag v2; git format-patch -q -1 v2 --base=v1 --stdout > ../series.mbox; "
        "git format-patch -q -1 v2~2 --stdout > ../first.patch; "
        "git format-patch -q -1 v2~1 --stdout > ../second.patch");
  }
  std::string notes(const std::string& revision, std::vector<spec::PatchStep> steps) {
    const auto stack = read_stack(steps, sources(revision));
    EXPECT_TRUE(stack.ok()) << stack.fault().what;
    return stack.ok() ? text_of(stack->notes) : std::string();
  }
  Sources sources(const std::string& revision) {
    return revision.empty() ? Sources{} : scratch_.sources(revision);
  }
  spec::PatchStep series() { return {Kind::Mbox, scratch_.file("series.mbox")}; }
  spec::PatchStep patch(const char* name) { return {Kind::Patch, scratch_.file(name)}; }

  ScratchRepository scratch_;
};

TEST_F(PrerequisitesTest, CommitsOfTheBaseAreNamed) {
  EXPECT_THAT(notes("v2~1", {series()}),
              AllOf(HasSubstr("series.mbox: needs 2 patches below it (prerequisite-patch-id): in "
                              "the base: "),
                    HasSubstr("(mm: first)"), HasSubstr("(mm: second)")));
}

TEST_F(PrerequisitesTest, OnesThatTheBaseLacksAreSaid_WithWhereWasLooked) {
  EXPECT_THAT(notes("v2~2", {series()}),
              AllOf(HasSubstr("(mm: first); not among the 1 commit since its base-commit: "),
                    Not(HasSubstr("(mm: second)"))));
  EXPECT_THAT(notes("v1", {series()}),
              HasSubstr("): not among the 0 commits since its base-commit: "));
}

TEST_F(PrerequisitesTest, StepsBeforeItCount) {
  EXPECT_THAT(notes("v1", {patch("first.patch"), patch("second.patch"), series()}),
              HasSubstr("(prerequisite-patch-id): 2 are steps before it\n"));
  EXPECT_THAT(notes("v2~2", {patch("second.patch"), series()}),
              HasSubstr("1 is a step before it; in the base: "));
}

TEST_F(PrerequisitesTest, WithoutARepositoryItCannotBeTold_ButForSteps) {
  EXPECT_THAT(notes("", {series()}),
              HasSubstr("it cannot be told: the base is no git tree that could say"));
  EXPECT_THAT(notes("", {patch("first.patch"), patch("second.patch"), series()}),
              HasSubstr("2 are steps before it\n"));
}

TEST_F(PrerequisitesTest, OfABaseOnAnotherLineTheNewestCommitsAreCompared) {
  scratch_.sh(
      "git checkout -q --orphan other v1; git commit -q -m 'another beginning'; "
      "git cherry-pick v2~2 v2~1");
  EXPECT_THAT(notes("other", {series()}), HasSubstr("(mm: second)"));
  EXPECT_THAT(notes("other~1", {series()}),
              HasSubstr("not among the newest 2 commits of the base"));
}

TEST_F(PrerequisitesTest, APatchInPlainTextIsReadAsWell) {
  scratch_.sh("cp ../series.mbox ../third.patch");
  EXPECT_THAT(notes("v2~1", {patch("third.patch")}), HasSubstr("third.patch: needs 2 patches"));
}

TEST_F(PrerequisitesTest, AConflictSaysWhatIsMissing) {
  scratch_.sh(
      "git checkout -q -b needy v2; sed -i 's/^other line twenty$/other line 21/' mm/b.c; "
      "git commit -qam 'mm: fourth'; "
      "git format-patch -q -1 --base=v1 --stdout > ../fourth.mbox");
  const auto stack =
      read_stack({{Kind::Mbox, scratch_.file("fourth.mbox")}}, scratch_.sources("v2~2"));
  ASSERT_TRUE(stack.ok()) << stack.fault().what;
  const ReadOriginal original = scratch_.at("v2~2");
  const auto patched = apply_stack(stack->diffs, original);
  ASSERT_FALSE(patched.ok());
  EXPECT_THAT(patched.fault().remedy,
              HasSubstr("2 of the 3 patches that it needs below it (prerequisite-patch-id) are not "
                        "in the base: put them before it as steps"));
}

}  // namespace
}  // namespace folioscope::patches
