// SPDX-License-Identifier: GPL-3.0-or-later
// With real git repositories and small trees as bases.
#include "suggest/base_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/files.h"
#include "testing/mini_kernel.h"
#include "testing/scratch_repository.h"

namespace folioscope::suggest {
namespace {

namespace fs = std::filesystem;
using By = BaseByOrigin::By;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// A repository whose two newest commits change mm/a.c and mm/b.c.
class BaseChoice : public ::testing::Test {
 protected:
  BaseChoice() {
    scratch_.commit("sed -i 's/^line 20$/twenty/' mm/a.c", "mm: one");
    scratch_.commit("sed -i 's/^twenty$/20/' mm/a.c; sed -i 's/line 5$/five/' mm/b.c", "mm: two");
  }

  PatchOrigin origin(const std::string& text) {
    const std::string file = scratch_.file("x.mbox");
    EXPECT_TRUE(sys::write_file(file, text).ok());
    const auto stack = patches::read_stack({{spec::PatchStep::Kind::Mbox, file}});
    EXPECT_TRUE(stack.ok()) << stack.fault().what;
    return stack.ok() ? origin_of(*stack) : PatchOrigin();
  }
  std::string mails(const std::string& what) {
    return scratch_.sh("git format-patch --stdout " + what) + "\n";
  }
  std::string commit(const std::string& revision) {
    return scratch_.sh("git rev-parse " + revision + "^{commit}");
  }
  BaseByOrigin choose(const PatchOrigin& from, const std::vector<Candidate>& known = {},
                      bool with_repository = true) {
    const std::vector<fs::path> here =
        with_repository ? std::vector<fs::path>{scratch_.path()} : std::vector<fs::path>();
    return base_by_origin(from, here, known, mini_.cache(), {});
  }
  Candidate git_candidate() {
    return {{spec::Base::Kind::Git, scratch_.path().string(), "v1"}, "{git: ours, rev: v1}"};
  }

  patches::ScratchRepository scratch_;
  kbuild::MiniKernel mini_;
};

TEST_F(BaseChoice, BaseCommitThatARepositoryHas_IsTheBase) {
  const PatchOrigin series = origin(mails("--base=v1 v1..HEAD"));
  EXPECT_EQ(series.base_commit, commit("v1"));
  const BaseByOrigin found = choose(series);
  EXPECT_EQ(found.by, By::BaseCommit);
  EXPECT_EQ(found.value, git_value(scratch_.path().string(), commit("v1")));
  EXPECT_EQ(found.reason, "the commit that the patch was made for (base-commit " +
                              commit("v1").substr(0, 12) + ")");
}

TEST_F(BaseChoice, BaseCommitIsLookedForInTheKnownRepositories_AtAnyRevision) {
  const PatchOrigin second = origin(mails("--base=HEAD~1 -1"));
  const BaseByOrigin found = choose(second, {git_candidate()}, false);
  EXPECT_EQ(found.by, By::BaseCommit);
  EXPECT_EQ(found.value, git_value(scratch_.path().string(), commit("HEAD~1")));
}

TEST_F(BaseChoice, BaseCommitThatNobodyHas_IsSaid_AndWhatWasChosenInstead) {
  std::string mail = mails("-1");
  mail.insert(mail.find("\n-- \n"), "\nbase-commit: 12340000000000000000000000000000000000aa\n");
  const BaseByOrigin found = choose(origin(mail));
  EXPECT_EQ(found.by, By::AllFiles);
  EXPECT_EQ(found.reason, "base-commit 123400000000 is not in " + scratch_.path().string() +
                              "; chosen instead: all 2 files that the patch changes are the very "
                              "ones of " +
                              scratch_.path().string() + " at HEAD~1 (index hashes)");
  EXPECT_THAT(choose(origin(mail), {}, false).reason,
              StartsWith("base-commit 123400000000: there is no git repository here that could"));
}

TEST_F(BaseChoice, IndexHashesFindTheRevisionBelowThePatches_AndHeadWherePatchesAreNotInIt) {
  const BaseByOrigin below = choose(origin(mails("v1..HEAD")));
  EXPECT_EQ(below.by, By::AllFiles);
  EXPECT_EQ(below.value, git_value(scratch_.path().string(), commit("v1")));
  const std::string mail = mails("-1");
  scratch_.sh("git reset -q --hard HEAD~1");
  const BaseByOrigin head = choose(origin(mail));
  EXPECT_EQ(head.by, By::AllFiles);
  EXPECT_EQ(head.value, git_value(scratch_.path().string(), commit("HEAD")));
  EXPECT_THAT(head.reason, EndsWith(" at HEAD (index hashes)"));
}

TEST_F(BaseChoice, AWorkTreeWithChangesIsNoReasonToPassItOver) {
  const PatchOrigin second = origin(mails("-1"));
  scratch_.sh("echo more >> mm/a.c");
  EXPECT_EQ(choose(second).by, By::AllFiles);
}

TEST_F(BaseChoice, TheKnownBaseWithEveryFileIsTaken_ThoughAnEarlierOneHasMost) {
  const fs::path other = scratch_.file("other");
  kbuild::shell("cp -r " + mini_.tree().string() + " " + other.string() + "; cd " + other.string() +
                "; echo '/* other */' >> mm/swap.c");
  kbuild::shell("cd " + mini_.repository().string() +
                "; for f in mm/swap.c mm/filemap.c init/main.c; do echo >> $f; done; git diff > " +
                scratch_.file("three.patch"));
  const auto stack =
      patches::read_stack({{spec::PatchStep::Kind::Patch, scratch_.file("three.patch")}});
  ASSERT_TRUE(stack.ok()) << stack.fault().what;
  const Candidate most{{spec::Base::Kind::Tree, other.string(), ""}, "{tree: other}"};
  const Candidate all{{spec::Base::Kind::Tarball, mini_.tarball().string(), ""}, "{tarball: it}"};
  const BaseByOrigin found = choose(origin_of(*stack), {most, all}, false);
  EXPECT_EQ(found.by, By::AllFiles);
  EXPECT_EQ(found.value, "{tarball: it}");
  EXPECT_EQ(found.reason, "all 3 files that the patch changes are the very ones of " +
                              mini_.tarball().string() + " (index hashes)");
  const Candidate absent{{spec::Base::Kind::Debian, "linux-source-0.0", ""}, "{debian: none}"};
  const BaseByOrigin less = choose(origin_of(*stack), {absent, most}, false);
  EXPECT_EQ(less.by, By::MostFiles);
  EXPECT_EQ(less.value, "{tree: other}");
  EXPECT_EQ(less.reason, "2 of the 3 files that the patch changes are the very ones of " +
                             other.string() +
                             " (index hashes); not looked at: Debian's linux-source-0.0 (not "
                             "fetched)");
}

TEST_F(BaseChoice, WhatSaysNothingOrFitsNowhereIsLeftToBeTried) {
  const BaseByOrigin silent = choose(PatchOrigin());
  EXPECT_EQ(silent.by, By::Nothing);
  EXPECT_THAT(silent.reason, IsEmpty());
  const Candidate tree{{spec::Base::Kind::Tree, mini_.tree().string(), ""}, "{tree: it}"};
  const BaseByOrigin elsewhere = choose(origin(mails("-1")), {tree}, false);
  EXPECT_EQ(elsewhere.by, By::Nothing);
  EXPECT_EQ(elsewhere.reason, "no base here has most of the files that it was made from");
}

TEST_F(BaseChoice, RepositoriesAreThoseThatDirectoriesAreIn_EachOnce) {
  const fs::path bare = scratch_.file("bare.git");
  scratch_.sh("git clone -q --bare . " + bare.string());
  EXPECT_THAT(repositories_of({scratch_.path() / "mm", mini_.cache(), scratch_.path(), bare}),
              ElementsAre(fs::canonical(scratch_.path()), fs::canonical(bare)));
}

}  // namespace
}  // namespace folioscope::suggest
