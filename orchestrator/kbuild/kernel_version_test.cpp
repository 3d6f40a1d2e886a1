// SPDX-License-Identifier: GPL-3.0-or-later
// What a tree's version decides: whether it is built, and which fragments amend which.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kbuild/config.h"
#include "kbuild/kernel_version.h"
#include "testing/mini_kernel.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(KernelVersion, StandsInTheMakefile) {
  const auto version = version_in_makefile(
      "# SPDX-License-Identifier: GPL-2.0\nVERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION "
      "=\n"
      "NAME = Baby Opossum Posse\n\nVERSION_TEXT = 9\nPATCHLEVEL = 9\n");
  ASSERT_TRUE(version.ok());
  EXPECT_EQ(version->text(), "7.3");
}

TEST(KernelVersion, NewerIsTwelveAndNotTwo) {
  EXPECT_LT((KernelVersion{6, 2}), (KernelVersion{6, 12}));
  EXPECT_LT((KernelVersion{6, 12}), (KernelVersion{7, 0}));
}

TEST(KernelVersion, OtherMakefilesAreNoKernel) {
  EXPECT_FALSE(version_in_makefile("all:\n\techo VERSION = 7\n").ok());
  EXPECT_FALSE(version_in_makefile("").ok());
  EXPECT_FALSE(version_in_makefile("VERSION = x\nPATCHLEVEL = 3\n").ok());
}

class Version : public testing::Test {
 protected:
  Recipe tree() const {
    Recipe recipe = mini_.recipe();
    recipe.base = {spec::Base::Kind::Tree, mini_.tree(), ""};
    return recipe;
  }
  Fault fault_of(const Recipe& recipe) const {
    const auto kernel = mini_.build(recipe);
    EXPECT_FALSE(kernel.ok());
    return kernel.ok() ? bug_fault("built") : kernel.fault();
  }
  void set(const std::string& version, const std::string& patchlevel) const {
    shell("cd " + mini_.tree().string() + "; sed -i 's/^VERSION = .*/VERSION = " + version +
          "/; s/^PATCHLEVEL = .*/PATCHLEVEL = " + patchlevel + "/' Makefile");
  }
  std::vector<std::string> fragments(const KernelVersion& version) const {
    std::vector<std::string> names;
    const auto read = read_fragments({mini_.fragment("base.config", "")}, version);
    EXPECT_TRUE(read.ok());
    for (const Fragment& fragment : *read) names.push_back(fs::path(fragment.file).filename());
    return names;
  }
  MiniKernel mini_;
};

TEST_F(Version, BeforeTheOldestIsRefusedWithTheReason) {
  set("4", "19");
  const Fault fault = fault_of(tree());
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_THAT(fault.what, HasSubstr("the base is Linux 4.19; kernels before 5.10 are not built"));
}

TEST_F(Version, OfATarballAndOfACommitIsRead) {
  set("4", "9");
  EXPECT_THAT(fault_of(mini_.recipe()).what, HasSubstr("Linux 4.9"));
  Recipe git = mini_.recipe();
  git.base = {spec::Base::Kind::Git, mini_.repository(), "v1"};
  EXPECT_THAT(fault_of(git).what, HasSubstr("Linux 4.9"));
}

TEST_F(Version, TreeOfAnotherArchitectureIsRefused) {
  fs::rename(mini_.tree() / "arch/x86", mini_.tree() / "arch/riscv");
  EXPECT_THAT(fault_of(tree()).what, HasSubstr("has no arch/x86"));
  EXPECT_THAT(fault_of(mini_.recipe()).what, HasSubstr("has no arch/x86"));
}

TEST_F(Version, FragmentsOfItsVersionAndOfEarlierOnesAmend) {
  for (const char* name : {"base-6.2.config", "base-6.10.config", "base-7.3.config",
                           "base-extra.config", "basement-6.1.config"})
    mini_.fragment(name, "");
  EXPECT_THAT(fragments({6, 1}), ElementsAre("base.config"));
  EXPECT_THAT(fragments({6, 12}),
              ElementsAre("base.config", "base-6.2.config", "base-6.10.config"));
  EXPECT_THAT(fragments({7, 4}),
              ElementsAre("base.config", "base-6.2.config", "base-6.10.config", "base-7.3.config"));
}

TEST_F(Version, FragmentOfTheTreesVersionIsTakenByItself) {
  Recipe recipe = tree();
  mini_.fragment("base-6.1.config", "CONFIG_TMPFS=y\n");
  mini_.fragment("base-6.2.config", "CONFIG_NO_SUCH=y\n");
  const auto kernel = mini_.build(recipe);
  ASSERT_TRUE(kernel.ok()) << kernel.fault().what;
  EXPECT_THAT(content(kernel->config), HasSubstr("CONFIG_TMPFS=y"));
}

TEST_F(Version, WhatAWorkloadNeedsIsAskedForBeforeTheBuild) {
  Recipe recipe = tree();
  recipe.needs = {mini_.fragment("refault.config", "CONFIG_MMU=y\n")};
  mini_.fragment("refault-6.1.config", "CONFIG_SHMEM=y\n");
  const auto prediction = predict(recipe, mini_.cache());
  ASSERT_FALSE(prediction.ok());
  EXPECT_EQ(prediction.fault().domain, FaultDomain::User);
  EXPECT_THAT(prediction.fault().what, HasSubstr("\n  refault needs CONFIG_SHMEM=y"));
  recipe.fragments.push_back(mini_.fragment("more.config", "CONFIG_SHMEM=y\n"));
  EXPECT_TRUE(mini_.build(recipe).ok());
}

}  // namespace
}  // namespace folioscope::kbuild
