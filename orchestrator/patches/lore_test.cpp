// SPDX-License-Identifier: GPL-3.0-or-later
// b4 on threads in local mailboxes; nothing is fetched.
#include "patches/lore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "patches/mailbox.h"
#include "sys/files.h"
#include "sys/process.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using spec::PatchStep;
using testing::AllOf;
using testing::HasSubstr;

class Lore : public testing::Test {
 protected:
  // A thread of two versions of two patches each, with cover letters.
  void SetUp() override {
    if (!sys::find_program("b4")) GTEST_SKIP() << "b4 is not installed";
    send("", "v1", "first");
    send("-v2 --in-reply-to=" + id_, "v2", "second");
    scratch_.sh("cat " + scratch_.file("v1") + "/* " + scratch_.file("v2") + "/* > " +
                scratch_.file("thread.mbox"));
  }
  void send(const std::string& options, const std::string& name, const std::string& word) {
    scratch_.sh("git checkout -q -B work v1");
    scratch_.commit("sed -i '10s/.*/" + word + "/' mm/a.c", "mm: one");
    scratch_.commit("sed -i '30s/.*/" + word + "/' mm/a.c", "mm: two");
    // A message id is made of the second and the committer: two versions may share a second.
    scratch_.sh("GIT_COMMITTER_EMAIL=" + name +
                "@example.org git format-patch -q --thread --cover-letter --base=v1 " + options +
                " -o " + scratch_.file(name) + " v1");
    id_ =
        scratch_.sh("sed -n 's/^Message-Id: <\\(.*\\)>/\\1/ip' " + scratch_.file(name) + "/*0000*");
  }
  PatchStep step() const {
    PatchStep step{PatchStep::Kind::Lore, id_};
    step.mailbox = scratch_.file("thread.mbox");
    return step;
  }

  ScratchRepository scratch_;
  std::string id_;  // of the cover letter that was sent last
};

TEST_F(Lore, TheNewestRevisionIsTaken_AndItsBaseIsKnown) {
  const auto patched = scratch_.apply({step()});
  ASSERT_TRUE(patched.ok()) << patched.fault().what << "\n" << patched.fault().remedy;
  EXPECT_THAT(content_of(*patched, "mm/a.c"), HasSubstr("second\nline 11\n"));
  EXPECT_THAT(text_of(patched->notes),
              AllOf(HasSubstr("v2, 2 patches"), HasSubstr("its base-commit is this base")));
}

TEST_F(Lore, AnotherRevisionByItsNumber) {
  PatchStep first = step();
  first.version = 1;
  const auto patched = scratch_.apply({first});
  ASSERT_TRUE(patched.ok()) << patched.fault().what;
  EXPECT_THAT(content_of(*patched, "mm/a.c"), HasSubstr("first\nline 11\n"));
}

TEST_F(Lore, RevisionOrMessageThatIsNotThere) {
  PatchStep seventh = step();
  seventh.version = 7;
  const auto none = scratch_.apply({seventh});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.fault().domain, FaultDomain::User);
  EXPECT_THAT(none.fault().what, HasSubstr(id_ + " v7: b4 finds no such series"));
  PatchStep other = step();
  other.target = "nobody@example.org";
  const auto missing = scratch_.apply({other});
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.fault().remedy, HasSubstr("has to be the thread with that message"));
}

TEST_F(Lore, PartsThatAreMissingAreNamed) {
  scratch_.sh("cat " + scratch_.file("v1") + "/* " + scratch_.file("v2") + "/*000[02]* > " +
              scratch_.file("thread.mbox"));
  const auto patched = scratch_.apply({step()});
  ASSERT_FALSE(patched.ok());
  EXPECT_THAT(patched.fault().what, HasSubstr("part 1 of 2 of \"mm: two\" is missing"));
}

TEST(LoreCache, WhatWasNeverFetchedIsNotFetchedByAPlan) {
  const ScratchRepository scratch;
  const auto stack = read_stack({{PatchStep::Kind::Lore, "a@example.org"}}, scratch.sources());
  ASSERT_FALSE(stack.ok());
  EXPECT_EQ(stack.fault().domain, FaultDomain::User);
  EXPECT_EQ(stack.fault().what, "lore a@example.org was not fetched yet");
}

TEST(LoreCache, WhatWasFetchedIsTakenFromThere) {
  const ScratchRepository scratch;
  scratch.commit("sed -i '10s/.*/new/' mm/a.c", "mm: one");
  const std::string kept =
      scratch.file("lore/" + sys::sha256("a@example.org").substr(0, 16) + ".mbx");
  scratch.sh("mkdir -p " + scratch.file("lore") + "; git format-patch --stdout -1 > " + kept);
  const auto patched = scratch.apply({{PatchStep::Kind::Lore, "a@example.org"}});
  ASSERT_TRUE(patched.ok()) << patched.fault().what;
  EXPECT_THAT(content_of(*patched, "mm/a.c"), HasSubstr("new\nline 11\n"));
}

// An empty PATH stands for a machine that has neither program.
class NoPrograms : public testing::Test {
 protected:
  NoPrograms() : path_(std::getenv("PATH")) { setenv("PATH", "/nowhere", 1); }
  ~NoPrograms() override { setenv("PATH", path_.c_str(), 1); }

 private:
  std::string path_;
};

TEST_F(NoPrograms, TheCommandToRunElsewhereIsSaid) {
  PatchStep step{PatchStep::Kind::Lore, "a@example.org"};
  const auto thread = fetch_thread(step, {{}, {}, "/nowhere", Network::Allowed});
  ASSERT_FALSE(thread.ok());
  EXPECT_EQ(thread.fault().domain, FaultDomain::Host);
  EXPECT_THAT(thread.fault().what, HasSubstr("there is no b4"));
  EXPECT_THAT(thread.fault().remedy,
              AllOf(HasSubstr("apt-get install b4"), HasSubstr("b4 mbox a@example.org"),
                    HasSubstr("mailbox: FILE")));
}

TEST_F(NoPrograms, AMailboxNeedsGitAndSaysSo) {
  const auto mails = read_mails("From: a\nSubject: b\n\nbody\n", "x");
  ASSERT_FALSE(mails.ok());
  EXPECT_EQ(mails.fault().domain, FaultDomain::Host);
  EXPECT_EQ(mails.fault().remedy, "apt-get install git");
}

}  // namespace
}  // namespace folioscope::patches
