// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/revert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/text.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using spec::PatchStep;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class Revert : public testing::Test {
 protected:
  Revert() {
    scratch_.commit("sed -i '10s/.*/first/' mm/a.c", "mm: one");
    scratch_.commit("sed -i '10s/.*/second/' mm/a.c; git mv mm/b.c mm/c.c", "mm: two");
    scratch_.sh("git tag v3");
  }
  // One or two lines, and no usage text of git's.
  Fault fault_of(const std::string& revision, const Sources& sources) {
    const auto diffs = read_reverts(revision, sources);
    EXPECT_FALSE(diffs.ok());
    if (diffs.ok()) return {};
    EXPECT_EQ(diffs.fault().domain, FaultDomain::User);
    EXPECT_EQ(sys::split_lines(diffs.fault().what).size(), 1U) << diffs.fault().what;
    return diffs.fault();
  }

  ScratchRepository scratch_;
};

TEST_F(Revert, RangeIsUndoneNewestFirst) {
  const auto patched = scratch_.apply({{PatchStep::Kind::Revert, "v1..v3"}}, "v3");
  ASSERT_TRUE(patched.ok()) << patched.fault().what;
  EXPECT_EQ(content_of(*patched, "mm/a.c"), scratch_.sh("git show v1:mm/a.c") + "\n");
  EXPECT_EQ(content_of(*patched, "mm/b.c"), scratch_.sh("git show v1:mm/b.c") + "\n");
  EXPECT_EQ(content_of(*patched, "mm/c.c"), "(gone)");
  EXPECT_EQ(patched->notes, std::vector<Note>());
}

TEST_F(Revert, CommitsOfARangeAreNamedWithTheirSubjects) {
  const auto diffs = read_reverts("v1..v3", scratch_.sources("v3"));
  ASSERT_TRUE(diffs.ok());
  ASSERT_EQ(diffs->size(), 2U);
  EXPECT_THAT(diffs->front().source, AllOf(StartsWith("revert of "), HasSubstr("(mm: two)")));
}

TEST_F(Revert, RangeTheWrongWayRound) {
  EXPECT_THAT(fault_of("v3..v1", scratch_.sources("v3")).remedy, HasSubstr("OLD..NEW"));
}

TEST_F(Revert, TheFirstCommitHasNothingBefore) {
  EXPECT_EQ(fault_of("v1", scratch_.sources()).what,
            "revert of v1: it is the first commit, nothing is before it");
}

TEST_F(Revert, AMergeNamesTheRange) {
  scratch_.sh("git checkout -q -b side v1");
  scratch_.commit("sed -i '30s/.*/side/' mm/a.c", "mm: side");
  scratch_.sh("git checkout -q main; git merge -q --no-edit side");
  const Fault fault = fault_of("HEAD", scratch_.sources("HEAD"));
  EXPECT_THAT(fault.what, HasSubstr("it is a merge of 2 histories"));
  const std::size_t at = fault.remedy.find("revert: ") + 8;
  const std::string range = fault.remedy.substr(at, fault.remedy.find('`', at) - at);
  const auto patched = scratch_.apply({{PatchStep::Kind::Revert, range}}, "HEAD");
  ASSERT_TRUE(patched.ok()) << patched.fault().what;
  EXPECT_EQ(content_of(*patched, "mm/a.c"), scratch_.sh("git show v3:mm/a.c") + "\n");
}

TEST_F(Revert, AShallowCloneSaysWhichFetchHelps) {
  scratch_.sh("git clone -q --depth=1 file://" + scratch_.path().string() + " " +
              scratch_.file("shallow"));
  Sources sources;
  sources.git_dir = scratch_.file("shallow") + "/.git";
  const Fault head = fault_of("HEAD", sources);
  EXPECT_THAT(head.what, HasSubstr("this shallow clone does not have what was before it"));
  EXPECT_THAT(head.remedy, HasSubstr("fetch --deepen=1"));
  const Fault older = fault_of("HEAD~3", sources);
  EXPECT_THAT(older.what, HasSubstr("has no such revision, it is a shallow clone"));
  EXPECT_THAT(older.remedy, HasSubstr("--unshallow"));
}

TEST_F(Revert, NoSuchRevisionAndNoRepository) {
  EXPECT_THAT(fault_of("nothing", scratch_.sources()).what, HasSubstr("has no such revision"));
  EXPECT_THAT(fault_of("v1..nothing", scratch_.sources()).what, HasSubstr("revert of nothing"));
  EXPECT_THAT(fault_of("v1", {}).what, HasSubstr("the base is not a git repository"));
}

}  // namespace
}  // namespace folioscope::patches
