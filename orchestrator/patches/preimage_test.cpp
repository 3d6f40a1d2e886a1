// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/preimage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/files.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<Diff> diffs_of(const std::vector<std::string>& texts) {
  std::vector<Diff> diffs;
  for (const std::string& text : texts) {
    auto files = parse_patch(text, "x");
    EXPECT_TRUE(files.ok()) << files.fault().what;
    if (files.ok()) diffs.push_back({"x", text, *std::move(files)});
  }
  return diffs;
}

std::string changed(const std::string& name, const std::string& index) {
  return "diff --git a/" + name + " b/" + name + "\n" + index + "--- a/" + name + "\n+++ b/" +
         name + "\n@@ -1 +1 @@\n-x\n+y\n";
}

TEST(Preimage, IsWhatTheIndexLineNames) {
  EXPECT_THAT(preimages_of(diffs_of({changed("mm/a.c", "index 1a2b3c4d..5d6e7f8 100644\n")})),
              ElementsAre(Preimage{"mm/a.c", "1a2b3c4d"}));
}

TEST(Preimage, WhatIsNoIdOrTooShortIsNone) {
  for (const char* line : {"", "index 1a2b3c..5d6e7f 100644\n", "index 1a2b3c4d 100644\n",
                           "index xa2b3c4d..5d6e7f8 100644\n", "index 0000000..5d6e7f8\n"})
    EXPECT_THAT(preimages_of(diffs_of({changed("mm/a.c", line)})), IsEmpty()) << line;
}

TEST(Preimage, OfSeveralDiffsTheFirstOfEachFileCounts_AndNoFileThatTheStackMakes) {
  const std::string made =
      "diff --git a/n.c b/n.c\nnew file mode 100644\nindex 0000000..1111111\n--- /dev/null\n"
      "+++ b/n.c\n@@ -0,0 +1 @@\n+x\n";
  const std::string moved =
      "diff --git a/a.c b/b.c\nsimilarity index 90%\nrename from a.c\nrename to b.c\n"
      "index 2222222..3333333 100644\n--- a/a.c\n+++ b/b.c\n@@ -1 +1 @@\n-x\n+y\n";
  EXPECT_THAT(preimages_of(diffs_of({made + moved, changed("n.c", "index 1111111..4444444\n"),
                                     changed("b.c", "index 3333333..5555555\n"),
                                     changed("c.c", "index 6666666..7777777\n")})),
              ElementsAre(Preimage{"a.c", "2222222"}, Preimage{"c.c", "6666666"}));
}

TEST(Preimage, AFileIsKnownByItsContentAsGitKnowsIt) {
  const ScratchRepository scratch;
  const std::string text = *sys::read_file(scratch.path() / "mm/a.c");
  const std::string id = scratch.sh("git rev-parse HEAD:mm/a.c");
  EXPECT_EQ(blob_id(text), id);
  scratch.sh("seq 50 > mm/a.c");
  const auto diffs = diffs_of({scratch.sh("git diff") + "\n"});
  const auto preimages = preimages_of(diffs);
  ASSERT_EQ(preimages.size(), 1U);
  EXPECT_TRUE(is_preimage(preimages.front(), text));
  EXPECT_FALSE(is_preimage(preimages.front(), text + "\n"));
}

}  // namespace
}  // namespace folioscope::patches
