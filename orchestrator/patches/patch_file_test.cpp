// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/patch_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::patches {
namespace {

using testing::HasSubstr;

constexpr const char* kTwoFiles = R"(From: somebody
Subject: --- a/not/a/file

--- a/mm/one.c	2020-01-01 00:00:00
+++ b/mm/one.c	2020-01-02 00:00:00
@@ -1,2 +1,2 @@ static int f(void)
 context
--- a/looks/like/a/header
+++ b/but/is/a/line
@@ -9 +9 @@
-old
+new
--- /dev/null
+++ b/mm/two.c
@@ -0,0 +1 @@
+new file
)";

TEST(PatchFile, FilesAndHunksAreFoundAndBodiesAreNotMistakenForHeaders) {
  const auto files = parse_patch(kTwoFiles, "x.patch");
  ASSERT_TRUE(files.ok()) << files.fault().what;
  ASSERT_EQ(files->size(), 2U);
  const FileDiff& one = files->front();
  EXPECT_EQ(one.from + " " + one.to, "mm/one.c mm/one.c");
  ASSERT_EQ(one.hunks.size(), 2U);
  EXPECT_EQ(one.hunks[0].header, "@@ -1,2 +1,2 @@ static int f(void)");
  EXPECT_EQ(one.hunks[0].line, 6);
  EXPECT_EQ(one.hunks[0].lines.at(1), (HunkLine{'-', "-- a/looks/like/a/header\n"}));
  EXPECT_EQ(one.hunks[1].line, 10);
  EXPECT_EQ(files->back().from + ">" + files->back().to, ">mm/two.c");
}

TEST(PatchFile, DeletedFileKeepsItsOldName) {
  const auto files = parse_patch("--- a/x.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n", "x");
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(files->front().name(), "x.c");
  EXPECT_TRUE(files->front().to.empty());
}

TEST(PatchFile, NewFileOfDiffWithBothNamesHasNoOldSide) {
  const auto files = parse_patch("--- a/x.c\n+++ b/x.c\n@@ -0,0 +1 @@\n+new\n", "x");
  ASSERT_TRUE(files.ok());
  EXPECT_TRUE(files->front().from.empty());
}

TEST(PatchFile, FileThatIsNeitherBeforeNorAfterIsRefused) {
  const auto files =
      parse_patch("--- a/x\n+++ b/x\t1970-01-01 00:00:00\n@@ -0,0 +0,0 @@\n", "odd.patch");
  ASSERT_FALSE(files.ok());
  EXPECT_EQ(files.fault().domain, FaultDomain::Patch);
}

TEST(PatchFile, GitRenameWithAndWithoutChanges) {
  const auto files = parse_patch(
      "diff --git a/a.c b/b.c\nrename from a.c\nrename to b.c\n--- a/a.c\n+++ b/b.c\n"
      "@@ -1 +1 @@\n-x\n+y\ndiff --git a/c.c b/d.c\nrename from c.c\nrename to d.c\n",
      "x");
  ASSERT_TRUE(files.ok());
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(files->front().kind, FileDiff::Kind::Rename);
  EXPECT_EQ(files->front().from + ">" + files->front().to, "a.c>b.c");
  EXPECT_EQ(files->front().hunks.size(), 1U);
  EXPECT_EQ(files->back().kind, FileDiff::Kind::Rename);
  EXPECT_EQ(files->back().from + ">" + files->back().to, "c.c>d.c");
  EXPECT_TRUE(files->back().hunks.empty());
}

TEST(PatchFile, TextWithoutDiffIsThePatchsFault) {
  const auto files = parse_patch("hello\n", "x.patch");
  ASSERT_FALSE(files.ok());
  EXPECT_EQ(files.fault().domain, FaultDomain::Patch);
  EXPECT_THAT(files.fault().what, HasSubstr("x.patch contains no diff"));
}

TEST(PatchFile, PathThatLeavesTheTreeIsRefused) {
  for (const char* path : {"a/../../etc/passwd", "a//etc/passwd"}) {
    const auto files = parse_patch(
        std::string("--- ") + path + "\n+++ " + path + "\n@@ -1 +1 @@\n-x\n+y\n", "x.patch");
    ASSERT_FALSE(files.ok()) << path;
    EXPECT_THAT(files.fault().what, HasSubstr("leaves the source tree"));
  }
}

TEST(PatchFile, BinaryDiffIsRefused) {
  const auto files = parse_patch("Binary files a/x and b/x differ\n", "x.patch");
  ASSERT_FALSE(files.ok());
  EXPECT_THAT(files.fault().what, HasSubstr("x.patch:1: a binary diff"));
}

// Cut anywhere, a patch is an error or a shorter patch; it is never more than what is there.
TEST(PatchFile, CutAtEveryLengthItIsAnErrorOrAPrefix) {
  const std::string whole = kTwoFiles;
  const auto all = parse_patch(whole, "x");
  ASSERT_TRUE(all.ok());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto part = parse_patch(whole.substr(0, size), "x");
    if (!part.ok()) continue;
    EXPECT_LE(part->size(), all->size()) << size;
  }
}

TEST(PatchFile, HunkCutShortNamesItsLine) {
  const auto files = parse_patch("--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n one\n", "x.patch");
  ASSERT_FALSE(files.ok());
  EXPECT_THAT(files.fault().what, HasSubstr("x.patch:3: the patch ends"));
}

}  // namespace
}  // namespace folioscope::patches
