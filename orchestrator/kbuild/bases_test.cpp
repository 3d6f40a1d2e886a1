// SPDX-License-Identifier: GPL-3.0-or-later
// Git revisions and directories as bases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Bases : public testing::Test {
 protected:
  Kernel build(const Recipe& recipe) {
    auto kernel = mini_.build(recipe);
    EXPECT_TRUE(kernel.ok()) << kernel.fault().what << "\n" << kernel.fault().remedy;
    return kernel.ok() ? *kernel : Kernel();
  }
  Recipe git(const std::string& revision) {
    Recipe recipe = mini_.recipe();
    recipe.base = {spec::Base::Kind::Git, mini_.repository(), revision};
    return recipe;
  }
  Recipe tree() {
    Recipe recipe = mini_.recipe();
    recipe.base = {spec::Base::Kind::Tree, mini_.tree(), ""};
    return recipe;
  }
  // Every file with its content's hash, its time and its mode.
  static std::string listing(const fs::path& directory) {
    return shell("cd " + directory.string() +
                 "; find . -type f -not -name index -printf '%p %T@ %m\\n' -exec sha256sum {} + | "
                 "sort");
  }
  void commit(const std::string& change, const std::string& tag) {
    shell("cd " + mini_.repository().string() + "; " + change +
          "; git commit -qam change; git tag " + tag);
  }

  MiniKernel mini_;
};

TEST_F(Bases, GitRevisionIsBuiltAndTheRepositoryStaysAsItIs) {
  const fs::path repository = mini_.repository();
  const std::string before = listing(repository);
  const Kernel kernel = build(git("v1"));
  EXPECT_EQ(kernel.release, "6.1.0-mini");
  EXPECT_EQ(listing(repository), before);
}

TEST_F(Bases, NextRevisionCompilesOnlyWhatChanged) {
  build(git("v1"));
  commit("sed -i s/count/counted/g mm/swap.c", "v2");
  EXPECT_THAT(MiniKernel::compiled(build(git("v2"))), ElementsAre("mm/swap.o"));
}

TEST_F(Bases, PatchedTreeIsRestoredBeforeTheNextRevision) {
  Recipe patched = git("v1");
  patched.steps = {MiniKernel::patch("drain-twice.patch")};
  build(patched);
  commit("sed -i 's/mapped - count/mapped - 2 * count/' mm/filemap.c", "v2");
  const Kernel next = build(git("v2"));
  Recipe fresh = git("v2");
  MiniKernel other;
  const auto reference = other.build(fresh);
  ASSERT_TRUE(reference.ok());
  EXPECT_EQ(hash_of(next.image), hash_of(reference->image));
}

TEST_F(Bases, RevertUndoesACommit) {
  const Kernel before = build(git("v1"));
  commit("sed -i 's/drained += count/drained += 5 * count/' mm/swap.c", "v2");
  commit("sed -i 's/mapped - count/mapped - 2 * count/' mm/filemap.c", "v3");
  Recipe recipe = git("v3");
  recipe.steps = {{spec::PatchStep::Kind::Revert, "v3"}, {spec::PatchStep::Kind::Revert, "v2"}};
  const Kernel reverted = build(recipe);
  EXPECT_EQ(reverted.code_hash, before.code_hash);
  ASSERT_EQ(reverted.undone.size(), 2u);
  EXPECT_EQ(reverted.undone[1].step, 1);
  EXPECT_THAT(reverted.undone[0].patch, HasSubstr("+++ b/mm/filemap.c"));
  EXPECT_THAT(reverted.undone[1].patch, HasSubstr("+++ b/mm/swap.c"));
  EXPECT_EQ(build(recipe).undone.size(), 2u);  // from the cache
  EXPECT_NE(build(git("v3")).code_hash, before.code_hash);
}

TEST_F(Bases, RevertThatConflictsNamesTheRevision) {
  commit("sed -i 's/drained += count/drained += 5 * count/' mm/swap.c", "v2");
  commit("sed -i 's/drained += 5/drained += 6/' mm/swap.c", "v3");
  Recipe recipe = git("v3");
  recipe.steps = {{spec::PatchStep::Kind::Revert, "v2"}};
  const auto kernel = mini_.build(recipe);
  ASSERT_FALSE(kernel.ok());
  EXPECT_EQ(kernel.fault().domain, FaultDomain::Patch);
  EXPECT_THAT(kernel.fault().what, HasSubstr("revert of v2 does not apply: mm/swap.c, hunk 1"));
}

TEST_F(Bases, UrlIsFetchedOnceForACommit) {
  const fs::path repository = mini_.repository();
  const std::string commit = shell("git -C " + repository.string() + " rev-parse v1");
  Recipe recipe = git(commit);
  recipe.base.source = "file://" + repository.string();
  build(recipe);
  fs::remove_all(repository);
  recipe.steps = {MiniKernel::patch("drain-twice.patch")};
  EXPECT_THAT(MiniKernel::compiled(build(recipe)), ElementsAre("mm/swap.o"));
}

TEST_F(Bases, BranchOfAUrlIsAskedForAgain) {
  Recipe recipe = git("v1");
  shell("git -C " + mini_.repository().string() + " branch topic");
  recipe.base = {spec::Base::Kind::Git, "file://" + mini_.repository().string(), "topic"};
  const Kernel first = build(recipe);
  commit("sed -i 's/drained += count/drained += 5 * count/' mm/swap.c; git branch -f topic", "v2");
  shell("git -C " + mini_.repository().string() + " branch -f topic");
  EXPECT_NE(build(recipe).code_hash, first.code_hash);
}

TEST_F(Bases, RevisionThatDoesNotExistIsTheUsersFault) {
  const auto kernel = mini_.build(git("no-such-tag"));
  ASSERT_FALSE(kernel.ok());
  EXPECT_EQ(kernel.fault().domain, FaultDomain::User);
  EXPECT_THAT(kernel.fault().what, HasSubstr("has no revision no-such-tag"));
}

TEST_F(Bases, WorkTreesBareAndShallowRepositoriesAreBases) {
  const std::string repository = mini_.repository().string(), top = mini_.path("").string();
  const Kernel plain = build(git("v1"));
  shell("cd " + top + "; git -C " + repository + " worktree add -q --detach " + top +
        "worktree v1; git clone -q --bare " + repository +
        " bare.git; git clone -q --depth=1 file://" + repository + " shallow");
  for (const char* name : {"worktree", "bare.git", "shallow"}) {
    Recipe recipe = git("HEAD");
    recipe.base.source = mini_.path(name);
    const Kernel kernel = build(recipe);
    EXPECT_EQ(kernel.hash, plain.hash) << name;
  }
}

TEST_F(Bases, WorkTreesOfARepositoryShareAWarmTree) {
  build(git("v1"));
  commit("sed -i s/count/counted/g mm/swap.c", "v2");
  shell("git -C " + mini_.repository().string() + " worktree add -q --detach " +
        mini_.path("worktree").string() + " v2");
  Recipe recipe = git("HEAD");
  recipe.base.source = mini_.path("worktree");
  EXPECT_THAT(MiniKernel::compiled(build(recipe)), ElementsAre("mm/swap.o"));
}

TEST_F(Bases, RevisionThatAShallowCloneDoesNotHaveNamesTheFetch) {
  commit("sed -i s/count/counted/g mm/swap.c", "v2");
  shell("git clone -q --depth=1 file://" + mini_.repository().string() + " " +
        mini_.path("shallow").string());
  Recipe recipe = git("v1");
  recipe.base.source = mini_.path("shallow");
  const auto kernel = mini_.build(recipe);
  ASSERT_FALSE(kernel.ok());
  EXPECT_THAT(kernel.fault().what, HasSubstr("it is a shallow clone"));
  EXPECT_THAT(kernel.fault().remedy, HasSubstr("fetch --depth=1 origin v1"));
}

TEST_F(Bases, WhatIsNotCommittedIsRefused_OnlyWhereTheTreeIsMeant) {
  mini_.repository();
  shell("sed -i 's/drained += count/drained += 5 * count/' " +
        (mini_.repository() / "mm/swap.c").string());
  const std::string branch =
      shell("git -C " + mini_.repository().string() + " symbolic-ref --short HEAD");
  for (const std::string& revision : {std::string("HEAD"), branch}) {
    const auto kernel = mini_.build(git(revision));
    ASSERT_FALSE(kernel.ok()) << revision;
    EXPECT_EQ(kernel.fault().domain, FaultDomain::User);
    EXPECT_THAT(kernel.fault().what, HasSubstr("changes that are not committed: mm/swap.c"));
    EXPECT_THAT(kernel.fault().remedy, HasSubstr("`dirty: take`"));
  }
  build(git("v1"));
}

TEST_F(Bases, WhatIsNotCommittedIsTakenOrIgnoredByAWord) {
  const Kernel clean = build(git("v1"));
  const fs::path repository = mini_.repository();
  shell("cd " + repository.string() +
        "; echo '*.ignored' > .git/info/exclude; echo x > a.ignored; "
        "sed -i 's/drained += count/drained += 5 * count/' mm/swap.c; echo 'int added;' > "
        "mm/added.c");
  const auto state = [&] {
    return shell("cd " + repository.string() +
                 "; find . -path ./.git/objects -prune -o -type f -printf '%p %T@ %m\\n' | sort; "
                 "find .git/objects | sort; sha256sum .git/index");
  };
  const std::string before = state();
  Recipe recipe = git("HEAD");
  recipe.base.dirty = spec::Base::Dirty::Ignore;
  EXPECT_EQ(build(recipe).hash, clean.hash);
  recipe.base.dirty = spec::Base::Dirty::Take;
  EXPECT_NE(build(recipe).code_hash, clean.code_hash);
  const fs::path source = fs::directory_iterator(mini_.cache() / "trees")->path() / "source";
  EXPECT_EQ(content(source / "mm/added.c"), "int added;\n");
  EXPECT_FALSE(fs::exists(source / "a.ignored"));
  EXPECT_EQ(state(), before);
}

TEST_F(Bases, RenamedScriptKeepsItsMode) {
  shell("chmod +x " + (mini_.tree() / "scripts/conf.sh").string());
  Recipe recipe = mini_.recipe();
  const std::string file = mini_.path("rename.patch");
  ASSERT_TRUE(sys::write_file(file,
                              "diff --git a/scripts/conf.sh b/scripts/moved.sh\n"
                              "rename from scripts/conf.sh\nrename to scripts/moved.sh\n"
                              "diff --git a/Makefile b/Makefile.copy\ncopy from Makefile\n"
                              "copy to Makefile.copy\n")
                  .ok());
  recipe.steps = {{spec::PatchStep::Kind::Patch, file}};
  (void)mini_.build(recipe);  // the tree is what matters: it may need the script
  const fs::path source = fs::directory_iterator(mini_.cache() / "trees")->path() / "source";
  EXPECT_FALSE(fs::exists(source / "scripts/conf.sh"));
  EXPECT_NE(fs::status(source / "scripts/moved.sh").permissions() & fs::perms::owner_exec,
            fs::perms::none);
  EXPECT_EQ(fs::status(source / "Makefile.copy").permissions() & fs::perms::owner_exec,
            fs::perms::none);
}

TEST_F(Bases, TreeIsCopiedAndNeverTouched) {
  const std::string before = listing(mini_.tree());
  Recipe recipe = tree();
  recipe.steps = {MiniKernel::patch("drain-twice.patch")};
  build(recipe);
  EXPECT_EQ(listing(mini_.tree()), before);
}

TEST_F(Bases, ChangedTreeCompilesOnlyWhatChangedInIt) {
  Recipe patched = tree();
  patched.steps = {MiniKernel::patch("comment.patch")};
  const Kernel first = build(tree());
  build(patched);
  shell("cd " + mini_.tree().string() +
        "; sed -i 's/drained += count/drained += 5 * count/' mm/swap.c; echo x > NEWS; rm Kconfig;"
        " git -C " +
        mini_.repository().string() + " show v1:Kconfig > Kconfig");
  const Kernel changed = build(patched);
  EXPECT_THAT(MiniKernel::compiled(changed), testing::Contains("mm/swap.o"));
  EXPECT_THAT(MiniKernel::compiled(changed), testing::Not(testing::Contains("init/main.o")));
  EXPECT_NE(changed.code_hash, first.code_hash);
}

TEST_F(Bases, WhatABuildLeftInATreeIsNotItsSource) {
  const Kernel first = build(tree());
  shell("cd " + mini_.tree().string() + "; echo junk > mm/swap.o; echo junk > .config; mkdir -p " +
        "include/generated; echo junk > include/generated/x.h; echo junk > vmlinux");
  const Kernel second = build(tree());
  EXPECT_TRUE(second.reused);
  EXPECT_EQ(second.hash, first.hash);
}

TEST_F(Bases, WorkTreeOfGitIsWhatGitSaysItIs) {
  Recipe recipe = tree();
  recipe.base.source = mini_.repository();
  shell("echo generated.c > " + (mini_.repository() / ".git/info/exclude").string());
  const Kernel first = build(recipe);
  shell("echo ignored > " + (mini_.repository() / "generated.c").string());
  EXPECT_TRUE(build(recipe).reused);
  shell("echo seen > " + (mini_.repository() / "untracked.c").string());
  EXPECT_NE(build(recipe).hash, first.hash);
}

TEST_F(Bases, DirectoryWithoutAKernelIsTheUsersFault) {
  Recipe recipe = tree();
  recipe.base.source = mini_.cache();
  const auto kernel = mini_.build(recipe);
  ASSERT_FALSE(kernel.ok());
  EXPECT_EQ(kernel.fault().domain, FaultDomain::User);
}

}  // namespace
}  // namespace folioscope::kbuild
