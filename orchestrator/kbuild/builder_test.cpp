// SPDX-License-Identifier: GPL-3.0-or-later
// The builder from end to end, on a kernel in miniature.
#include "kbuild/builder.h"
#include "kbuild/preview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/text.h"
#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Builder : public testing::Test {
 protected:
  Kernel build(const Recipe& recipe) {
    auto kernel = mini_.build(recipe);
    EXPECT_TRUE(kernel.ok()) << kernel.fault().what << "\n" << kernel.fault().remedy;
    return kernel.ok() ? *kernel : Kernel();
  }
  Fault fault_of(const Recipe& recipe) {
    const auto kernel = mini_.build(recipe);
    EXPECT_FALSE(kernel.ok());
    return kernel.ok() ? Fault() : kernel.fault();
  }

  MiniKernel mini_;
};

TEST_F(Builder, ColdBuildCompilesEverythingAndKeepsTheResults) {
  const Kernel kernel = build(mini_.recipe());
  EXPECT_FALSE(kernel.reused);
  EXPECT_THAT(MiniKernel::compiled(kernel),
              ElementsAre("init/main.o", "mm/filemap.o", "mm/swap.o"));
  EXPECT_EQ(kernel.release, "6.1.0-mini");
  EXPECT_EQ(kernel.code_hash.size(), 64U);
  EXPECT_EQ(kernel.build_id.size(), 40U);
  EXPECT_EQ(kernel.image, mini_.cache() / "kernels" / kernel.hash / "vmlinux");
  EXPECT_THAT(content(kernel.image), HasSubstr("#1 Thu Jan  1 00:00:00 UTC 1970 folioscope@"));
  EXPECT_THAT(content(kernel.config), HasSubstr("CONFIG_CMA=y"));
  EXPECT_THAT(content(kernel.system_map), HasSubstr("start_kernel"));
  EXPECT_THAT(content(kernel.image.parent_path() / "kernel.json"), HasSubstr(kernel.code_hash));
}

TEST_F(Builder, KernelThatIsThereIsFoundAndNotBuilt) {
  const Kernel first = build(mini_.recipe());
  fs::remove_all(mini_.cache() / "trees");
  const Kernel second = build(mini_.recipe());
  EXPECT_TRUE(second.reused);
  EXPECT_EQ(second.image, first.image);
  EXPECT_EQ(second.release, first.release);
  EXPECT_EQ(second.code_hash, first.code_hash);
  EXPECT_EQ(second.build_id, first.build_id);
  EXPECT_FALSE(fs::exists(mini_.cache() / "trees"));
}

TEST_F(Builder, KernelWithAFileMissingIsBuiltAgain) {
  const Kernel first = build(mini_.recipe());
  fs::remove(first.image);
  const Kernel second = build(mini_.recipe());
  EXPECT_FALSE(second.reused);
  EXPECT_TRUE(fs::exists(first.image));
}

TEST_F(Builder, VariantCompilesOnlyWhatItsPatchTouches) {
  build(mini_.recipe());
  const Kernel patched = build(mini_.recipe({"drain-twice.patch"}));
  EXPECT_THAT(MiniKernel::compiled(patched), ElementsAre("mm/swap.o"));
  const Kernel header = build(mini_.recipe({"header.patch"}));
  EXPECT_THAT(MiniKernel::compiled(header), ElementsAre("mm/filemap.o", "mm/swap.o"));
}

TEST_F(Builder, SwitchingBetweenVariantsKeepsWhatBothShare) {
  build(mini_.recipe());
  build(mini_.recipe({"drain-twice.patch"}));
  const Kernel both = build(mini_.recipe({"drain-twice.patch", "comment.patch"}));
  EXPECT_THAT(MiniKernel::compiled(both), ElementsAre("mm/filemap.o"));
}

TEST_F(Builder, SameRecipeGivesTheSameBytesWhateverWasBuiltBefore) {
  const Recipe stock = mini_.recipe();
  const Kernel first = build(stock);
  const std::string image = hash_of(first.image);
  build(mini_.recipe({"drain-twice.patch"}));
  build(mini_.recipe({"header.patch", "comment.patch"}));
  fs::remove_all(first.image.parent_path());
  const Kernel again = build(stock);
  EXPECT_FALSE(again.reused);
  EXPECT_EQ(hash_of(again.image), image);
}

TEST_F(Builder, PatchThatChangesNoCodeHasTheSameCodeHash) {
  const Kernel stock = build(mini_.recipe());
  const Kernel comment = build(mini_.recipe({"comment.patch"}));
  const Kernel code = build(mini_.recipe({"drain-twice.patch"}));
  EXPECT_NE(comment.hash, stock.hash);
  EXPECT_EQ(comment.code_hash, stock.code_hash);
  EXPECT_NE(code.code_hash, stock.code_hash);
  EXPECT_NE(code.build_id, stock.build_id);
}

TEST_F(Builder, FilesThatAPatchAddsAndDeletesComeAndGo) {
  build(mini_.recipe());
  build(mini_.recipe({"files-come-and-go.patch"}));
  const fs::path source = fs::directory_iterator(mini_.cache() / "trees")->path() / "source";
  EXPECT_TRUE(fs::exists(source / "mm/extra.c"));
  EXPECT_FALSE(fs::exists(source / "mm/swap.c"));
  build(mini_.recipe({"header.patch"}));
  EXPECT_FALSE(fs::exists(source / "mm/extra.c"));
  EXPECT_TRUE(fs::exists(source / "mm/swap.c"));
}

TEST_F(Builder, PatchThatDoesNotApply_IsThePatchsFault) {
  build(mini_.recipe());
  const Fault fault = fault_of(mini_.recipe({"drain-twice.patch", "conflict.patch"}));
  EXPECT_EQ(fault.domain, FaultDomain::Patch);
  EXPECT_THAT(fault.what, AllOf(HasSubstr("conflict.patch does not apply"),
                                HasSubstr("mm/filemap.c, hunk 2"), HasSubstr("@@ -14,3 +14,3 @@")));
  const Kernel next = build(mini_.recipe({"comment.patch"}));  // the tree is as it was
  EXPECT_THAT(MiniKernel::compiled(next), ElementsAre("mm/filemap.o"));
}

TEST_F(Builder, PatchForAFileThatIsNotThere_IsThePatchsFault) {
  const Fault fault = fault_of(mini_.recipe({"files-come-and-go.patch", "drain-twice.patch"}));
  EXPECT_EQ(fault.domain, FaultDomain::Patch);
  EXPECT_THAT(fault.what, HasSubstr("drain-twice.patch does not apply: mm/swap.c does not exist"));
}

TEST_F(Builder, PatchThatDoesNotCompile_IsThePatchsFaultWithTheLinesThatMatter) {
  const Fault fault = fault_of(mini_.recipe({"does-not-compile.patch"}));
  EXPECT_EQ(fault.domain, FaultDomain::Patch);
  EXPECT_THAT(fault.what, AllOf(HasSubstr("mm/filemap.c:16"), HasSubstr("undeclared")));
  EXPECT_LT(sys::split_lines(fault.what).size(), 12U);
  const std::size_t log = fault.remedy.find('/');
  ASSERT_NE(log, std::string::npos);
  EXPECT_THAT(content(fault.remedy.substr(log)), HasSubstr("undeclared"));
}

TEST_F(Builder, BaseThatDoesNotCompile_IsNotAPatchsFault) {
  shell("echo 'int broken = missing;' >> " + (mini_.tree() / "mm/swap.c").string());
  const Fault fault = fault_of(mini_.recipe());
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("missing"));
}

TEST_F(Builder, AfterABuildThatFailedTheNextOneIsRight) {
  const std::string image = hash_of(build(mini_.recipe()).image);
  fault_of(mini_.recipe({"does-not-compile.patch"}));
  fs::remove_all(mini_.cache() / "kernels");
  EXPECT_EQ(hash_of(build(mini_.recipe()).image), image);
}

TEST_F(Builder, InstrumentationLiesUnderEveryVariantInATreeOfItsOwn) {
  build(mini_.recipe());
  Recipe recipe = mini_.recipe();
  recipe.instrumentation = {MiniKernel::hook("0001-count-drains.patch")};
  const Kernel stock = build(recipe);
  EXPECT_EQ(MiniKernel::compiled(stock).size(), 3U);  // the other tree stays as it was built
  recipe.steps = {MiniKernel::patch("comment.patch")};
  EXPECT_THAT(MiniKernel::compiled(build(recipe)), ElementsAre("mm/filemap.o"));
}

TEST_F(Builder, PatchThatCollidesWithTheInstrumentationNamesTheHook) {
  Recipe recipe = mini_.recipe({"drain-twice.patch"});
  recipe.instrumentation = {MiniKernel::hook("0001-count-drains.patch")};
  const Fault fault = fault_of(recipe);
  EXPECT_EQ(fault.domain, FaultDomain::Patch);
  EXPECT_THAT(fault.what,
              AllOf(HasSubstr("conflict with the instrumentation: drain-twice.patch"),
                    HasSubstr("the nearest hook is in 0001-count-drains.patch: mm/swap.c, hunk 1"),
                    HasSubstr("@@ -6,4 +6,5 @@")));
}

TEST_F(Builder, PatchThatFitsNeitherWayIsNoConflictWithTheInstrumentation) {
  Recipe recipe = mini_.recipe({"conflict.patch"});
  recipe.instrumentation = {MiniKernel::hook("0001-count-drains.patch")};
  EXPECT_THAT(fault_of(recipe).what, testing::StartsWith("conflict.patch does not apply"));
}

TEST_F(Builder, InstrumentationOfAnotherKernelIsTheUsersFault) {
  Recipe recipe = mini_.recipe({"comment.patch"});
  recipe.instrumentation = {MiniKernel::patch("conflict.patch")};
  const Fault fault = fault_of(recipe);
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("the instrumentation is not for this base"));
}

TEST_F(Builder, MailboxIsAppliedMailByMail) {
  Recipe recipe = mini_.recipe({"series.mbox"});
  build(mini_.recipe());
  const Kernel kernel = build(recipe);
  EXPECT_THAT(MiniKernel::compiled(kernel), ElementsAre("mm/swap.o"));
  const fs::path source = fs::directory_iterator(mini_.cache() / "trees")->path() / "source";
  EXPECT_THAT(content(source / "mm/swap.c"), HasSubstr("drained += 3 * count;"));
}

TEST_F(Builder, MailThatDoesNotApplyIsNamedByItsSubject) {
  const Fault fault = fault_of(mini_.recipe({"drain-twice.patch", "series.mbox"}));
  EXPECT_EQ(fault.domain, FaultDomain::Patch);
  EXPECT_THAT(fault.what, HasSubstr("series.mbox, mail 2 (mm: count every drain twice)"));
}

TEST_F(Builder, OptionThatDoesNotStickIsNamedWithItsFragmentAndItsDependency) {
  Recipe recipe = mini_.recipe();
  recipe.fragments = {mini_.fragment("cma.config", "# needs MMU\nCONFIG_CMA=y\n"),
                      mini_.fragment("gone.config", "CONFIG_NO_SUCH_OPTION=y\n")};
  const Fault fault = fault_of(recipe);
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(
      fault.what,
      AllOf(HasSubstr("cma.config:2: CONFIG_CMA=y became n (depends on MMU: MMU is n)"),
            HasSubstr("CONFIG_NO_SUCH_OPTION=y became n (this kernel has no such option)")));
}

TEST_F(Builder, OptionThatIsOnAlthoughItWasRefusedIsNamed) {
  Recipe recipe = mini_.recipe();
  recipe.fragments.push_back(
      mini_.fragment("no.config", "CONFIG_TMPFS=y\n# CONFIG_SHMEM is not set\n"));
  EXPECT_THAT(fault_of(recipe).what, HasSubstr("no.config:2: CONFIG_SHMEM=n became y"));
}

TEST_F(Builder, PatchThatAddsAnOptionIsConfiguredAgain) {
  Recipe recipe = mini_.recipe({"new-option.patch"});
  recipe.fragments.push_back(mini_.fragment("numa.config", "CONFIG_NUMA=y\n"));
  EXPECT_THAT(content(build(recipe).config), HasSubstr("CONFIG_NUMA=y"));
  recipe.steps.clear();
  EXPECT_THAT(fault_of(recipe).what, HasSubstr("CONFIG_NUMA=y became n"));
}

TEST_F(Builder, OptionsThatAPatchBringsTakeTheirDefaults_AndAreNamed) {
  const Recipe recipe = mini_.recipe({"options-with-defaults.patch"});
  const auto planned = preview(recipe, mini_.cache());
  ASSERT_TRUE(planned.ok()) << planned.fault().what;
  EXPECT_THAT(planned->notes, testing::Contains(HasSubstr("brings CONFIG_EARLY_TEST")));
  const Kernel kernel = build(recipe);
  EXPECT_THAT(content(kernel.config), HasSubstr("CONFIG_EARLY_TEST=y\n"));
  EXPECT_THAT(content(kernel.config), HasSubstr("CONFIG_CMA=y\n"));
  EXPECT_THAT(patches::texts_of(kernel.notes),
              ElementsAre("option of a patch: CONFIG_EARLY_TEST=y",
                          "option of a patch: CONFIG_LATE_TEST=n"));
  EXPECT_THAT(content(kernel.image.parent_path() / "build.log"),
              HasSubstr("folioscope: option of a patch: CONFIG_EARLY_TEST=y\n"));
}

TEST_F(Builder, FragmentDecidesAboutAnOptionThatAPatchBrings) {
  Recipe recipe = mini_.recipe({"options-with-defaults.patch"});
  recipe.fragments.push_back(mini_.fragment("no.config", "# CONFIG_EARLY_TEST is not set\n"));
  EXPECT_THAT(content(build(recipe).config), HasSubstr("# CONFIG_EARLY_TEST is not set\n"));
}

TEST_F(Builder, OptionsThatDoNotStickAreTakenWhereThatIsSaid) {
  Recipe recipe = mini_.recipe();
  recipe.fragments.push_back(mini_.fragment("more.config", "CONFIG_NO_SUCH=y\nCONFIG_TMPFS=y\n"));
  EXPECT_THAT(fault_of(recipe).remedy, HasSubstr("`config_unmet: take`"));
  recipe.unmet = spec::Unmet::Take;
  const Kernel kernel = build(recipe);
  EXPECT_THAT(content(kernel.config), HasSubstr("CONFIG_TMPFS=y\n"));
  EXPECT_THAT(
      content(kernel.image.parent_path() / "build.log"),
      HasSubstr("more.config:1: CONFIG_NO_SUCH=y became n (this kernel has no such option)"));
}

TEST_F(Builder, FileThatIsNoTarballIsTheUsersFault) {
  Recipe recipe = mini_.recipe();
  recipe.base.source = recipe.fragments.front();
  const Fault fault = fault_of(recipe);
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("cannot unpack"));
}

TEST_F(Builder, TarballThatChangedIsAnotherBase) {
  const Kernel first = build(mini_.recipe());
  fs::remove(mini_.tarball());
  shell("echo 'int more;' >> " + (mini_.tree() / "mm/swap.c").string());
  EXPECT_NE(build(mini_.recipe()).hash, first.hash);
}

TEST_F(Builder, SecondBuilderOfTheSameTreeWaits) {
  build(mini_.recipe());
  const fs::path tree = fs::directory_iterator(mini_.cache() / "trees")->path();
  auto taken = sys::FileLock::take(tree / "lock");
  ASSERT_TRUE(taken.ok());
  std::optional<sys::FileLock> other(*std::move(taken));
  Options options;
  options.cache = mini_.cache();
  std::vector<std::string> stages;
  options.on_progress = [&](const Progress& progress) {
    stages.push_back(progress.stage);
    other.reset();
  };
  const auto kernel = kbuild::build(mini_.recipe({"header.patch"}), options);
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_FALSE(kernel->reused);
  EXPECT_EQ(stages.front(), "wait for another build");
}

TEST_F(Builder, ProgressNeverGoesBackAndEndsComplete) {
  Options options;
  options.cache = mini_.cache();
  std::vector<Progress> seen;
  options.on_progress = [&](const Progress& progress) { seen.push_back(progress); };
  ASSERT_TRUE(kbuild::build(mini_.recipe(), options).ok());
  ASSERT_FALSE(seen.empty());
  for (std::size_t i = 1; i < seen.size(); ++i) EXPECT_GE(seen[i].fraction, seen[i - 1].fraction);
  EXPECT_EQ(seen.back().fraction, 1);
  EXPECT_GE(seen.size(), 7U);
}

TEST_F(Builder, PredictionKnowsColdIncrementalAndReused) {
  const std::vector<Recipe> recipes = {mini_.recipe(), mini_.recipe({"header.patch"}),
                                       mini_.recipe()};
  const auto before = predict_all(recipes, mini_.cache());
  ASSERT_TRUE(before.ok());
  EXPECT_EQ(before->at(0).kind, Prediction::Kind::Cold);
  EXPECT_GT(before->at(0).seconds, 0);
  EXPECT_EQ(before->at(1).kind, Prediction::Kind::Incremental);
  EXPECT_EQ(before->at(2).kind, Prediction::Kind::Reused);
  EXPECT_FALSE(fs::exists(mini_.cache() / "trees"));
  build(recipes[0]);
  EXPECT_EQ(predict(recipes[0], mini_.cache())->kind, Prediction::Kind::Reused);
  EXPECT_EQ(predict(recipes[1], mini_.cache())->kind, Prediction::Kind::Incremental);
  EXPECT_LT(predict(recipes[1], mini_.cache())->seconds, 60);
}

}  // namespace
}  // namespace folioscope::kbuild
