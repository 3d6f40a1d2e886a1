// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using testing::HasSubstr;

// v1 - one - two - (a branch of `side`, merged) - three, tagged v2; main is there.
class HistoryTest : public testing::Test {
 protected:
  HistoryTest() {
    scratch_.commit("echo 1 >> mm/a.c", "mm: one");
    scratch_.commit("echo 2 >> mm/a.c", "mm: two");
    scratch_.sh("git checkout -q -b topic v1");
    scratch_.commit("echo side >> mm/b.c", "mm: side");
    scratch_.sh("git checkout -q main; git merge -q --no-ff -m 'Merge topic' topic");
    scratch_.commit("echo 3 >> mm/a.c", "mm: three");
    scratch_.sh("git tag v2");
  }
  std::string subjects(const std::string& range, const std::string& where = {}) {
    const auto history = read_history(base(where), range);
    if (!history.ok()) return history.fault().what + " -> " + history.fault().remedy;
    std::string text = history->base.subject + ":";
    for (const Commit& commit : history->commits) text += " " + commit.subject + ",";
    return text;
  }
  spec::Base base(const std::string& where = {}) {
    return {spec::Base::Kind::Git, where.empty() ? scratch_.path().string() : where, "v1"};
  }

  ScratchRepository scratch_;
};

constexpr const char* kAll = "base: mm: one, mm: two, Merge topic, mm: three,";

TEST_F(HistoryTest, FirstParentsFromTheOldestOn_AMergeIsOne) {
  EXPECT_EQ(subjects("v1..v2"), kAll);
  const auto history = read_history(base(), "v1..v2~3");
  ASSERT_TRUE(history.ok());
  EXPECT_EQ(history->base.id, scratch_.sh("git rev-parse v1"));
  EXPECT_EQ(history->commits.front().id, scratch_.sh("git rev-parse v2~3"));
}

TEST_F(HistoryTest, BareRepositoriesAndWorkTreesAreRead) {
  scratch_.sh("git clone -q --bare . ../bare.git; git worktree add -q --detach ../worktree v1");
  EXPECT_EQ(subjects("v1..v2", scratch_.file("bare.git")), kAll);
  EXPECT_EQ(subjects("v1..v2", scratch_.file("worktree")), kAll);
}

TEST_F(HistoryTest, AShallowCloneWithoutTheBeginningSaysHowToGetIt) {
  scratch_.sh("git clone -q --depth=2 --branch=v2 file://$PWD ../shallow 2>/dev/null");
  const std::string shallow = scratch_.file("shallow");
  EXPECT_THAT(subjects("v1..v2", shallow), HasSubstr("has no revision v1: it is a shallow clone"));
  EXPECT_THAT(subjects("v1..v2", shallow), HasSubstr("fetch --unshallow, or --deepen=N"));
  EXPECT_EQ(subjects("v2~1..v2", shallow), "Merge topic: mm: three,");
  scratch_.sh("git -C ../shallow fetch -q --depth=1 origin tag v1");
  EXPECT_THAT(subjects("v1..v2", shallow), HasSubstr("does not have all that is between"));
}

TEST_F(HistoryTest, WhatIsNoLineIsRefused) {
  EXPECT_THAT(subjects("v2..v1"), HasSubstr("no commit lies between v2 and v1"));
  EXPECT_THAT(subjects("topic..v2"), HasSubstr("topic is not on the line of first parents of v2"));
  EXPECT_THAT(subjects("v1..nowhere"), HasSubstr("has no revision nowhere -> a branch"));
  EXPECT_THAT(subjects("v1..v2", "https://example.org/linux.git"), HasSubstr("clone it"));
  EXPECT_THAT(subjects("v1..v2", scratch_.file("none")), HasSubstr("none"));
}

TEST_F(HistoryTest, SixtyFourCommitsAreTheMost_TheRefusalNamesTheSearch) {
  scratch_.sh("for i in $(seq 61); do git commit -q --allow-empty -m $i; done");
  EXPECT_THAT(subjects("v1..main"), HasSubstr("v1..main has 65 commits"));
  EXPECT_THAT(subjects("v1..main"), HasSubstr("bisect FILE --good v1 --bad main"));
  EXPECT_THAT(subjects("v1..main~1"), HasSubstr(" 60,"));
}

TEST(CommitName, HasNumberIdAndTheBeginningOfTheSubject) {
  const Commit commit{"0123456789abcdef0123456789abcdef01234567",
                      "mm/swap: drain *all* LRU batches first, then go"};
  EXPECT_EQ(commit_name("v", 3, 12, commit), "v-03-01234567-mm-swap-drain-all-LRU");
  EXPECT_EQ(commit_name("v", 0, 9, {commit.id, "..."}), "v-0-01234567");
  EXPECT_EQ(commit_name(std::string(50, 'n'), 1, 2, commit),
            std::string(50, 'n') + "-1-01234567-mm");
}

}  // namespace
}  // namespace folioscope::patches
