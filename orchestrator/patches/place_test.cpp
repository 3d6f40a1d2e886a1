// SPDX-License-Identifier: GPL-3.0-or-later
// Where hunks land, beside what patch(1) does with the same.
#include "patches/place.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

#include "patches/apply.h"
#include "sys/files.h"
#include "sys/process.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

std::string numbered(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i) text += fmt::format("line {}\n", i);
  return text;
}

Hunk change_of_line_20() {
  return parse_patch(
             "--- a/x\n+++ b/x\n@@ -17,7 +17,7 @@\n line 17\n line 18\n line 19\n-line 20\n+new\n"
             " line 21\n line 22\n line 23\n",
             "x")
      ->front()
      .hunks.front();
}

TEST(Place, WhereTheHeaderSays) {
  const auto place = find_place(to_lines(numbered(1, 40)), change_of_line_20(), {});
  ASSERT_TRUE(place);
  EXPECT_EQ(place->at, 16U);
  EXPECT_EQ(place->fuzz, 0);
  EXPECT_EQ(place->moved, 0);
}

TEST(Place, FurtherDownAndUp) {
  const auto down = find_place(to_lines("a\nb\n" + numbered(1, 40)), change_of_line_20(), {});
  ASSERT_TRUE(down);
  EXPECT_EQ(down->moved, 2);
  const auto up = find_place(to_lines(numbered(4, 40)), change_of_line_20(), {});
  ASSERT_TRUE(up);
  EXPECT_EQ(up->moved, -3);
}

TEST(Place, FuzzLeavesOutContextAtBothEnds_NeverWhatChanges) {
  Lines lines = to_lines(numbered(1, 40));
  lines[16] = "changed\n";
  EXPECT_EQ(find_place(lines, change_of_line_20(), {})->fuzz, 1);
  lines[21] = "changed\n";
  EXPECT_EQ(find_place(lines, change_of_line_20(), {})->fuzz, 2);
  EXPECT_FALSE(find_place(lines, change_of_line_20(), {0, 0, 1}));
  lines[18] = "changed\n";
  EXPECT_FALSE(find_place(lines, change_of_line_20(), {}));
  lines = to_lines(numbered(1, 40));
  lines[19] = "changed\n";
  EXPECT_FALSE(find_place(lines, change_of_line_20(), {}));
}

TEST(Place, NotBeforeWhatIsDone) {
  EXPECT_FALSE(find_place(to_lines(numbered(1, 40)), change_of_line_20(), {0, 17, 0}));
}

TEST(Place, MismatchNamesTheLine) {
  Lines lines = to_lines(numbered(1, 40));
  lines[19] = "line twenty\n";
  const Mismatch mismatch = find_mismatch(lines, change_of_line_20());
  EXPECT_EQ(mismatch.line, 20U);
  EXPECT_EQ(mismatch.wanted, "line 20");
  EXPECT_EQ(mismatch.found, "line twenty");
  EXPECT_FALSE(mismatch.only_blanks);
  EXPECT_EQ(find_mismatch(to_lines("a\nb\n"), change_of_line_20()).line, 0U);
}

TEST(Place, BlanksThatAMailProgramChangedAreSeen) {
  Lines lines = to_lines(numbered(1, 40));
  for (std::string& line : lines) line.insert(0, "\t");
  Hunk hunk = change_of_line_20();
  for (HunkLine& line : hunk.lines) line.text.insert(0, "        ");
  EXPECT_TRUE(find_mismatch(lines, hunk).only_blanks);
}

TEST(Place, ReversedTwiceItIsTheSame) {
  const Hunk hunk = change_of_line_20();
  EXPECT_EQ(reversed(reversed(hunk)), hunk);
  EXPECT_EQ(find_place(to_lines(numbered(1, 40)), reversed(hunk), {}), std::nullopt);
}

// Files of few different lines, so that hunks find wrong places as well; changed in a random way
// before the patch comes.
class AgainstPatch : public testing::TestWithParam<unsigned> {
 protected:
  int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
  Lines random_file() {
    Lines lines;
    for (int i = 0; i < 40; ++i) lines.push_back(fmt::format("l{}\n", pick(12)));
    return lines;
  }
  Lines edited(Lines lines, int edits) {
    for (int i = 0; i < edits && !lines.empty(); ++i) {
      const auto at = lines.begin() + pick(static_cast<int>(lines.size()));
      const int what = pick(3);
      if (what == 0) *at = fmt::format("n{}\n", pick(1000));
      if (what == 1) lines.erase(at);
      if (what == 2) lines.insert(at, fmt::format("n{}\n", pick(1000)));
    }
    return lines;
  }
  static std::string joined(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
  }

  std::mt19937 random_{GetParam()};
};

TEST_P(AgainstPatch, TheSameFileOrTheSameRefusal) {
  ASSERT_TRUE(sys::find_program("patch")) << "it is in docker/packages.txt";
  const ScratchRepository scratch;
  const Lines before = random_file(), after = edited(before, 3), target = edited(before, 4);
  ASSERT_TRUE(sys::write_file(scratch.path() / "before", joined(before)).ok());
  ASSERT_TRUE(sys::write_file(scratch.path() / "after", joined(after)).ok());
  ASSERT_TRUE(sys::write_file(scratch.path() / "target", joined(target)).ok());
  const std::string text =
      scratch.sh("diff -u --label a/target --label b/target before after || true") + "\n";
  const auto files = parse_patch(text, "x");
  ASSERT_TRUE(files.ok()) << files.fault().what << "\n" << text;
  ASSERT_TRUE(sys::write_file(scratch.path() / "x.patch", text).ok());
  const std::string theirs = scratch.sh(
      "if patch -p1 --force -s --no-backup-if-mismatch -r - < x.patch >/dev/null 2>&1; then cat "
      "target; else echo refused; fi");
  const ReadOriginal original = [&](const std::string&) -> Result<std::optional<std::string>> {
    return std::optional(joined(target));
  };
  PatchedTree tree(original);
  const auto outcome = apply({"x", text, *files}, tree);
  ASSERT_TRUE(outcome.ok());
  const std::string ours =
      outcome->failures.empty() ? **tree.read("target") : std::string("refused\n");
  EXPECT_EQ(ours, theirs + "\n") << text << "\n--- on\n" << joined(target);
}

INSTANTIATE_TEST_SUITE_P(Seeds, AgainstPatch, testing::Range(1U, 61U));

}  // namespace
}  // namespace folioscope::patches
