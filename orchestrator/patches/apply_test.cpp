// SPDX-License-Identifier: GPL-3.0-or-later
// Renames, copies, new and empty files, modes, names without a/ and b/: as git makes them.
#include "patches/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "sys/files.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using spec::PatchStep;
using testing::HasSubstr;

class ApplyTest : public testing::Test {
 protected:
  // What `git format-patch` with these options makes of the change, applied to v1.
  Patched apply_change(const std::string& change, const std::string& options = {}) {
    scratch_.commit(change, "change");
    return apply_text(scratch_.sh("git format-patch --stdout " + options + " -1") + "\n");
  }
  Patched apply_text(const std::string& text) {
    EXPECT_TRUE(sys::write_file(scratch_.file("x.patch"), text).ok());
    auto patched = scratch_.apply({{PatchStep::Kind::Patch, scratch_.file("x.patch")}});
    EXPECT_TRUE(patched.ok()) << patched.fault().what << "\n" << text;
    if (!patched.ok()) return {};
    notes_ = text_of(patched->notes);
    return *std::move(patched);
  }
  // Every file that is touched is as the last commit has it.
  void expect_as_committed(const Patched& patched) const {
    EXPECT_FALSE(patched.files.empty());
    for (const PatchedFile& file : patched.files) {
      const auto committed = scratch_.at("HEAD")(file.path);
      ASSERT_TRUE(committed.ok());
      EXPECT_EQ(file.content, *committed) << file.path;
    }
  }
  static const PatchedFile& file(const Patched& patched, const std::string& path) {
    const auto found = std::ranges::find(patched.files, path, &PatchedFile::path);
    EXPECT_NE(found, patched.files.end()) << path;
    return *found;
  }

  ScratchRepository scratch_;
  std::string notes_;
};

TEST_F(ApplyTest, PureRenameMovesTheFile) {
  const Patched patched = apply_change("git mv mm/a.c mm/moved.c", "-M");
  EXPECT_EQ(content_of(patched, "mm/a.c"), "(gone)");
  EXPECT_THAT(content_of(patched, "mm/moved.c"), HasSubstr("line 40\n"));
  EXPECT_EQ(file(patched, "mm/moved.c").mode_of, "mm/a.c");
  expect_as_committed(patched);
}

TEST_F(ApplyTest, RenameAmongOtherChanges) {
  expect_as_committed(
      apply_change("git mv mm/a.c mm/moved.c; sed -i 5s/line/row/ mm/moved.c; "
                   "sed -i 7s/line/row/ mm/b.c; echo 'obj-y += moved.o' > mm/Makefile",
                   "-M"));
}

TEST_F(ApplyTest, TwoFilesChangePlaces) {
  const Patched patched = apply_text(
      "diff --git a/mm/a.c b/mm/b.c\nrename from mm/a.c\nrename to mm/b.c\n"
      "diff --git a/mm/b.c b/mm/a.c\nrename from mm/b.c\nrename to mm/a.c\n");
  EXPECT_THAT(content_of(patched, "mm/a.c"), HasSubstr("other line 1\n"));
  EXPECT_THAT(content_of(patched, "mm/b.c"), testing::StartsWith("line 1\n"));
}

TEST_F(ApplyTest, CopyIsOfTheFileAsItWas) {
  const Patched patched = apply_change(
      "cp mm/a.c mm/c.c; sed -i 5s/line/row/ mm/a.c mm/c.c; "
      "sed -i 9s/line/row/ mm/c.c",
      "-C");
  EXPECT_THAT(content_of(patched, "mm/c.c"), HasSubstr("row 9\n"));
  expect_as_committed(patched);
}

TEST_F(ApplyTest, EmptyFilesComeAndGo) {
  const Patched made = apply_change("touch mm/empty.h");
  EXPECT_EQ(content_of(made, "mm/empty.h"), "");
  scratch_.sh("git tag -f v1");
  const Patched removed = apply_change("git rm -q mm/empty.h");
  EXPECT_EQ(content_of(removed, "mm/empty.h"), "(gone)");
}

TEST_F(ApplyTest, ModeOfANewFileIsKept_AChangeOfModeAloneIsSkippedAndSaid) {
  const Patched made = apply_change("echo x > mm/x.sh; chmod +x mm/x.sh");
  EXPECT_TRUE(file(made, "mm/x.sh").executable);
  const Patched mode = apply_change("chmod +x mm/a.c");
  EXPECT_TRUE(mode.files.empty());
  EXPECT_EQ(notes_, "x.patch: changes the mode of mm/a.c only: skipped\n");
  const Patched both = apply_change("chmod +x mm/b.c; sed -i 5s/line/row/ mm/b.c");
  expect_as_committed(both);
  EXPECT_THAT(notes_, HasSubstr("the change of mm/b.c's mode is left out"));
}

TEST_F(ApplyTest, NamesWithoutPrefixAreTakenAsTheyAre) {
  const Patched patched = apply_change(
      "sed -i 5s/line/row/ mm/a.c; echo new > mm/new.c; git mv mm/b.c mm/d.c", "--no-prefix -M");
  expect_as_committed(patched);
  EXPECT_THAT(notes_, HasSubstr("has no a/ or b/ before it: names are taken as they are (-p0)"));
}

TEST_F(ApplyTest, PlainDiffWithoutPrefixIsFoundInTheTree) {
  const Patched patched = apply_text(
      "--- mm/a.c\n+++ mm/a.c\n@@ -1,2 +1,2 @@\n-line 1\n+first\n line 2\n"
      "--- mm/Makefile\n+++ mm/Makefile\n@@ -1 +1 @@\n-obj-y += a.o b.o\n+obj-y += a.o\n"
      "--- /dev/null\n+++ mm/new.c\n@@ -0,0 +1 @@\n+new\n");
  EXPECT_THAT(content_of(patched, "mm/a.c"), testing::StartsWith("first\n"));
  EXPECT_EQ(content_of(patched, "mm/new.c"), "new\n");
  EXPECT_EQ(content_of(patched, "mm/Makefile"), "obj-y += a.o\n");
  EXPECT_THAT(notes_, HasSubstr("(-p0)"));
}

TEST_F(ApplyTest, NamesOfQuiltAreTheFiles) {
  const Patched patched = apply_text(
      "--- a/mm/a.c~mm-drain-less\n+++ a/mm/a.c\n@@ -1,2 +1,2 @@\n-line 1\n+first\n line 2\n"
      "--- /dev/null\n+++ a/mm/new.c\n@@ -0,0 +1 @@\n+new\n"
      "--- linux.orig/mm/b.c\n+++ linux/mm/b.c\n@@ -1,2 +1,2 @@\n-other line 1\n+first\n other "
      "line 2\n");
  EXPECT_THAT(content_of(patched, "mm/a.c"), testing::StartsWith("first\n"));
  EXPECT_THAT(content_of(patched, "mm/b.c"), testing::StartsWith("first\n"));
  EXPECT_EQ(content_of(patched, "mm/new.c"), "new\n");
}

TEST_F(ApplyTest, ANameOfOldCopiesIsTheFiles_AndADeletionByTime) {
  const Patched patched = apply_text(
      "--- a/mm/a.c.orig\n+++ a/mm/a.c\n@@ -1,2 +1,2 @@\n-line 1\n+first\n line 2\n"
      "--- a/mm/Makefile\t2020-01-01\n+++ b/mm/Makefile\t1970-01-01 00:00:00\n@@ -1 +0,0 @@\n"
      "-obj-y += a.o b.o\n");
  EXPECT_THAT(content_of(patched, "mm/a.c"), testing::StartsWith("first\n"));
  EXPECT_EQ(content_of(patched, "mm/Makefile"), "(gone)");
}

TEST_F(ApplyTest, UnusualNamesAreUnquoted) {
  expect_as_committed(apply_change("echo x > 'mm/\xc3\xa4 b.c'; echo y > 'mm/with blank.c'"));
}

TEST_F(ApplyTest, NoNewlineAtTheEnd) {
  expect_as_committed(apply_change("printf 'line 41' >> mm/a.c"));
  scratch_.sh("git tag -f v1");
  expect_as_committed(apply_change("printf '\\nline 42\\n' >> mm/a.c"));
}

TEST_F(ApplyTest, FuzzAndOffsetAreSaid_HunksThatMovedAlikeOnce) {
  scratch_.commit("sed -i '5s/line/row/;30s/line/row/;38s/line/row/' mm/a.c", "change");
  const std::string text = scratch_.sh("git format-patch --stdout -1") + "\n";
  scratch_.sh(
      "git checkout -q v1; { seq 14; cat mm/a.c; } > x; mv x mm/a.c; "
      "sed -i 's/^line 2$/changed/' mm/a.c; git commit -qam other; git tag -f v1");
  const Patched patched = apply_text(text);
  EXPECT_EQ(notes_,
            "x.patch: mm/a.c: hunk 1 applied with fuzz 1, 14 lines further down\n"
            "x.patch: mm/a.c: hunks 2 to 3 applied 14 lines further down\n");
  EXPECT_THAT(content_of(patched, "mm/a.c"), HasSubstr("changed\nline 3\nline 4\nrow 5\n"));
}

TEST_F(ApplyTest, OneDiffAfterTheOtherSeesWhatTheFirstDid) {
  scratch_.commit("git mv mm/a.c mm/moved.c", "move");
  scratch_.commit("sed -i 5s/line/row/ mm/moved.c", "change");
  ASSERT_TRUE(sys::write_file(scratch_.file("x.mbox"),
                              scratch_.sh("git format-patch --stdout -M v1") + "\n")
                  .ok());
  const auto patched = scratch_.apply({{PatchStep::Kind::Mbox, scratch_.file("x.mbox")}});
  ASSERT_TRUE(patched.ok()) << patched.fault().what;
  expect_as_committed(*patched);
  EXPECT_THAT(content_of(*patched, "mm/moved.c"), HasSubstr("row 5\n"));
}

}  // namespace
}  // namespace folioscope::patches
