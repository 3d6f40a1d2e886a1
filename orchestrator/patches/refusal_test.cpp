// SPDX-License-Identifier: GPL-3.0-or-later
// What is said about a patch that does not apply.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/files.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using spec::PatchStep;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Refusal : public testing::Test {
 protected:
  std::string patch_of(const std::string& change) {
    scratch_.commit(change, "change");
    return scratch_.sh("git format-patch --stdout -M -1") + "\n";
  }
  PatchStep step(const std::string& text) {
    EXPECT_TRUE(sys::write_file(scratch_.file("x.patch"), text).ok());
    return {PatchStep::Kind::Patch, scratch_.file("x.patch")};
  }
  Fault fault_of(const std::string& text, const std::string& revision = "v1") {
    const auto patched = scratch_.apply({step(text)}, revision);
    EXPECT_FALSE(patched.ok());
    return patched.ok() ? Fault() : patched.fault();
  }

  ScratchRepository scratch_;
};

TEST_F(Refusal, AnotherBase_NamesFileHunkAndWhatWasFound) {
  const std::string text = patch_of("sed -i '20s/.*/new/' mm/a.c");
  scratch_.sh("git checkout -q v1");
  scratch_.commit("sed -i '20s/.*/line twenty/' mm/a.c", "other");
  const Fault fault = fault_of(text, "HEAD");
  EXPECT_EQ(fault.domain, FaultDomain::Patch);
  EXPECT_THAT(fault.what, AllOf(StartsWith("x.patch does not apply: mm/a.c, hunk 1 (line "),
                                HasSubstr("line 20 is `line twenty`, the patch wants `line 20`")));
  EXPECT_THAT(fault.remedy, HasSubstr("rebase the patch"));
}

TEST_F(Refusal, WhatTheBaseHasIsNotToBeRebased) {
  const std::string change =
      patch_of("sed -i '20s/.*/new/' mm/a.c; git mv mm/b.c mm/c.c; touch mm/e.h");
  const Fault fault = fault_of(change, "HEAD");
  EXPECT_EQ(fault.domain, FaultDomain::Patch);
  EXPECT_EQ(fault.what, "x.patch is already in this base: undoing it works");
  EXPECT_THAT(fault.remedy, StartsWith("leave it out"));
  const auto twice = scratch_.apply({step(change), step(change)});
  ASSERT_FALSE(twice.ok());
  EXPECT_THAT(twice.fault().what, HasSubstr("is already in this base"));
}

TEST_F(Refusal, WhatOnlyAddsLinesIsFoundInTheBaseToo) {
  const std::string text = patch_of("sed -i '20a\\added' mm/a.c");
  EXPECT_THAT(fault_of(text, "HEAD").what, HasSubstr("is already in this base"));
}

TEST_F(Refusal, FilesThatAreNotBuiltNameTheSkip) {
  scratch_.commit(
      "mkdir -p tools/testing arch/arm64/mm; seq 40 > tools/testing/t.c; "
      "seq 40 > arch/arm64/mm/f.c",
      "more files");
  const std::string text = patch_of("sed -i '9s/.*/x/' tools/testing/t.c arch/arm64/mm/f.c mm/a.c");
  const Fault fault = fault_of(text);
  EXPECT_THAT(fault.what, AllOf(HasSubstr("arch/arm64/mm/f.c does not exist"),
                                HasSubstr("tools/testing/t.c does not exist")));
  EXPECT_THAT(fault.remedy,
              HasSubstr("`skip: [\"arch/arm64/**\", \"tools/testing/**\"]` on this step "
                        "of `patches`"));
  PatchStep skipping = step(text);
  skipping.skip = {"arch/arm64/**", "tools/testing/**"};
  EXPECT_TRUE(scratch_.apply({skipping}).ok());
  scratch_.sh("git checkout -q v1; seq 40 > mm/a.c; git commit -qam other");
  EXPECT_THAT(fault_of(text, "HEAD").remedy, HasSubstr("rebase the patch"));  // mm/a.c fails, too
}

TEST_F(Refusal, BlanksInPlaceOfTabsAreSeen) {
  scratch_.commit("sed -i 's/^/\\t/' mm/a.c", "tabs");
  scratch_.sh("git tag -f v1");
  std::string text = patch_of("sed -i '20s/.*/\\tnew/' mm/a.c");
  for (std::size_t at = 0; (at = text.find('\t')) != text.npos;) text.replace(at, 1, "        ");
  EXPECT_THAT(fault_of(text).what, HasSubstr("it fits but for blanks and tabs"));
}

TEST_F(Refusal, FileThatIsThereAlready) {
  const Fault fault = fault_of("--- /dev/null\n+++ b/mm/a.c\n@@ -0,0 +1 @@\n+new\n");
  EXPECT_THAT(fault.what, HasSubstr("mm/a.c exists already"));
}

TEST_F(Refusal, RenameOfWhatIsNotThere) {
  EXPECT_THAT(fault_of("diff --git a/mm/z.c b/mm/y.c\nrename from mm/z.c\nrename to mm/y.c\n").what,
              HasSubstr("mm/z.c does not exist"));
}

TEST_F(Refusal, NothingIsKeptOfADiffThatFails) {
  const std::string good = patch_of("sed -i '5s/.*/good/' mm/b.c");
  const auto files = parse_patch(
      "--- a/mm/b.c\n+++ b/mm/b.c\n@@ -1,1 +1,1 @@\n-other line 1\n+x\n"
      "--- a/mm/z.c\n+++ b/mm/z.c\n@@ -1 +1 @@\n-a\n+b\n",
      "bad");
  const ReadOriginal original = scratch_.at("v1");
  PatchedTree tree(original);
  const auto outcome = apply({"bad", {}, *files}, tree);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome->failures.size(), 1U);
  EXPECT_TRUE(tree.files().empty());
}

TEST_F(Refusal, HunkBehindProseBelongsToNoFile) {
  const Fault fault = fault_of(
      "--- a/mm/a.c\n+++ b/mm/a.c\n@@ -1,1 +1,1 @@\n-line 1\n+x\n\n@@ -9,1 +9,1 @@\n-line 9\n+y\n");
  EXPECT_THAT(fault.what, HasSubstr("x.patch:7: a hunk that belongs to no file"));
}

TEST_F(Refusal, SymbolicLinksAndBinaries) {
  EXPECT_THAT(fault_of(patch_of("ln -s a.c mm/link.c")).what, HasSubstr("a symbolic link"));
  EXPECT_THAT(fault_of(patch_of("printf 'a\\0b' > mm/x.bin")).what, HasSubstr("a binary diff"));
}

}  // namespace
}  // namespace folioscope::patches
