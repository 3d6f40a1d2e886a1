// SPDX-License-Identifier: GPL-3.0-or-later
#include "suggest/suggestion.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "testing/places.h"

namespace folioscope::suggest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<Suggestion> ours() {
  auto all = read_suggestions(std::filesystem::path(source_dir()) / "configs/suggest");
  EXPECT_TRUE(all.ok()) << all.fault().what;
  return all.ok() ? *std::move(all) : std::vector<Suggestion>{};
}

TEST(Suggestions, AreChosenByTheFilesWithMostOfTheChangedLines) {
  const auto all = ours();
  EXPECT_EQ(choose(all, {{"mm/migrate.c", 12}, {"include/linux/mm.h", 3}}).name, "move");
  EXPECT_EQ(choose(all, {{"mm/filemap.c", 12}, {"mm/migrate.c", 3}}).name, "file-fault");
  EXPECT_EQ(choose(all, {{"mm/folio.c", 2}}).name, "contiguous");
  EXPECT_EQ(choose(all, {{"drivers/net/tun.c", 200}}).name, "any");
  EXPECT_EQ(choose(all, {}).name, "any");
}

TEST(Suggestions, OfAFileSayWhatTheyAreFor) {
  const auto one =
      parse_suggestion("# SPDX-x\n# for: mm/a*.c  mm/b.c\n# why: because\nboots: 6\n", "x");
  ASSERT_TRUE(one.ok());
  EXPECT_THAT(one->files, ElementsAre("mm/a*.c", "mm/b.c"));
  EXPECT_EQ(one->why, "because");
  EXPECT_EQ(one->body, "boots: 6\n");
  EXPECT_THAT(parse_suggestion("# why: because\n", "x").fault().what, HasSubstr("`# for:`"));
  EXPECT_FALSE(read_suggestions("/nowhere").ok());
}

TEST(Suggestions, TouchedFilesAreCountedOverAllDiffs) {
  patches::Diff diff;
  patches::FileDiff file{.from = "mm/a.c", .to = "mm/a.c"};
  patches::Hunk hunk;
  hunk.lines = {{' ', "x\n"}, {'-', "y\n"}, {'+', "z\n"}};
  file.hunks = {hunk};
  diff.files = {file};
  EXPECT_THAT(touched_files({diff, diff}), ElementsAre(Touched{"mm/a.c", 4}));
}

}  // namespace
}  // namespace folioscope::suggest
