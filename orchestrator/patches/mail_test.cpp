// SPDX-License-Identifier: GPL-3.0-or-later
// Mails as lists and mail programs have them, made by git.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sys/files.h"
#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using spec::PatchStep;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class MailTest : public testing::Test {
 protected:
  // Three commits on v1; the second has a letter that is not in ASCII, and a tab.
  MailTest() {
    scratch_.commit("sed -i '10s/.*/first/' mm/a.c", "mm: one");
    scratch_.commit("sed -i '20s/.*/\\tsecond, \xc3\xa9/' mm/a.c", "mm: two");
    scratch_.commit("sed -i '30s/.*/third/' mm/a.c", "mm: three");
    scratch_.sh("git tag v2");
  }
  std::string write(const std::string& name, const std::string& text) const {
    EXPECT_TRUE(sys::write_file(scratch_.file(name), text).ok());
    return scratch_.file(name);
  }
  std::string format_patch(const std::string& options) const {
    return scratch_.sh("git format-patch --stdout " + options) + "\n";
  }
  // One mail with this body, encoded by the script that reads it from standard input.
  std::string encoded(const std::string& encoding, const std::string& script) const {
    const std::string mail = format_patch("-1 HEAD~1");
    const std::size_t body = mail.find("\n\n") + 2;
    write("body", mail.substr(body));
    std::string header = mail.substr(mail.find('\n') + 1, body - mail.find('\n') - 2);
    if (const std::size_t old = header.find("Content-Transfer-Encoding"); old != header.npos)
      header.erase(old, header.find('\n', old) - old + 1);
    return header + "Content-Transfer-Encoding: " + encoding + "\n\n" +
           scratch_.sh(script + " < " + scratch_.file("body")) + "\n";
  }
  void expect_all(const PatchStep& step) {
    const auto patched = scratch_.apply({step});
    ASSERT_TRUE(patched.ok()) << patched.fault().what << "\n" << patched.fault().remedy;
    EXPECT_EQ(content_of(*patched, "mm/a.c"), scratch_.sh("git show v2:mm/a.c") + "\n");
    notes_ = text_of(patched->notes);
  }
  void expect_second(const PatchStep& step) {
    const auto patched = scratch_.apply({step});
    ASSERT_TRUE(patched.ok()) << patched.fault().what << "\n" << patched.fault().remedy;
    EXPECT_THAT(
        content_of(*patched, "mm/a.c"),
        AllOf(HasSubstr("line 10\n"), HasSubstr("\n\tsecond, \xc3\xa9\n"), Not(HasSubstr("\r"))));
  }

  ScratchRepository scratch_;
  std::string notes_;
};

TEST_F(MailTest, MailboxWithCoverLetterIsApplied) {
  expect_all({PatchStep::Kind::Mbox, write("x.mbox", format_patch("--cover-letter v1"))});
  EXPECT_EQ(notes_, "");
}

TEST_F(MailTest, OutOfOrderWithRepliesAndAnOlderVersion) {
  scratch_.sh(
      "git checkout -q -b old v1; sed -i '10s/.*/older/' mm/a.c; git commit -qam 'mm: one'");
  const std::string old = format_patch("-1 HEAD");
  scratch_.sh("git checkout -q main; git format-patch -q --thread -v2 -n v1 -o " +
              scratch_.file("out"));
  const std::string reply =
      "From b@example.org Mon Sep 17 00:00:00 2001\nFrom: B <b@example.org>\nSubject: Re: [PATCH "
      "v2 "
      "2/3] mm: two\n\n> --- a/mm/a.c\n> +++ b/mm/a.c\n> @@ -1,1 +1,1 @@\nFine.\n\n";
  const std::string shuffled =
      scratch_.sh("cd " + scratch_.file("out") + "; cat v2-0003* v2-0001*");
  const std::string rest = scratch_.sh("cat " + scratch_.file("out") + "/v2-0002*");
  expect_all({PatchStep::Kind::Mbox,
              write("x.mbox", old + "\n" + shuffled + "\n\n" + reply + rest + "\n")});
  EXPECT_THAT(notes_, HasSubstr("v2 of \"mm: one\" (3 parts) is taken, v1 of \"mm: one\" is passed "
                                "over"));
}

TEST_F(MailTest, MailWithoutASeparatorIsAMailboxOfOne) {
  std::string mail = format_patch("-1 HEAD~1");
  mail.erase(0, mail.find('\n') + 1);
  expect_second({PatchStep::Kind::Mbox, write("x.eml", "Received: by x\n" + mail)});
  expect_second({PatchStep::Kind::Patch, write("x.eml", "Received: by x\n" + mail)});
}

TEST_F(MailTest, OnePartUnderPatchesStandsForItself) {
  scratch_.sh("git format-patch -q -n v1 -o " + scratch_.file("out"));
  const std::string part = scratch_.sh("ls " + scratch_.file("out") + "/0002*");
  expect_second({PatchStep::Kind::Patch, part});
  const auto alone = scratch_.apply({{PatchStep::Kind::Mbox, part}});
  ASSERT_FALSE(alone.ok());
  EXPECT_THAT(alone.fault().what, HasSubstr("parts 1, 3 of 3"));
}

TEST_F(MailTest, EncodedMailsAreDecodedWhereverTheyStand) {
  const std::string quoted = encoded(
      "quoted-printable",
      "perl -pe 's/([=\\x80-\\xff\\t])/sprintf(\"=%02X\",ord $1)/ge; s/(.{30})(?=.)/$1=\\n/g'");
  ASSERT_THAT(quoted, HasSubstr("=C3=A9"));
  const std::string base64 = encoded("base64", "base64");
  for (const std::string& mail : {quoted, base64}) {
    expect_second({PatchStep::Kind::Patch, write("x.eml", mail)});
    expect_second({PatchStep::Kind::Mbox, write("x.eml", mail)});
  }
}

TEST_F(MailTest, LineEndsOfAMailProgramAreNotTheFiles) {
  write("unix", format_patch("-1 HEAD~1"));
  const std::string crlf = scratch_.sh("sed 's/$/\\r/' " + scratch_.file("unix")) + "\n";
  expect_second({PatchStep::Kind::Mbox, write("x.mbox", crlf)});
  expect_second({PatchStep::Kind::Patch, write("x.patch", crlf)});
}

TEST_F(MailTest, AttachmentsAreTaken) {
  for (const char* option : {"--attach", "--inline"}) {
    const std::string mail = format_patch(std::string(option) + " -1 HEAD~1");
    ASSERT_THAT(mail, HasSubstr("multipart/mixed"));
    expect_second({PatchStep::Kind::Mbox, write("x.mbox", mail)});
    expect_second({PatchStep::Kind::Patch, write("x.eml", mail)});
  }
}

TEST_F(MailTest, AttachmentOfAnotherTypeIsTakenToo) {
  std::string mail = format_patch("--attach -1 HEAD~1");
  const std::string type = "Content-Type: text/x-patch;";
  const std::size_t at = mail.find(type);
  ASSERT_NE(at, mail.npos);
  mail.replace(at, type.size(), "Content-Type: application/octet-stream;");
  expect_second({PatchStep::Kind::Mbox, write("x.mbox", mail)});
}

TEST_F(MailTest, SeveralDiffsInOneMailAreOnePatch) {
  const std::string diffs =
      scratch_.sh("git diff v1 HEAD~2; echo; git diff HEAD~2 HEAD~1; git diff HEAD~1 HEAD");
  expect_all({PatchStep::Kind::Mbox,
              write("x.eml", "From: A <a@example.org>\nSubject: [PATCH] three at once\n\nWhy.\n" +
                                 diffs + "\n-- \n2.39.5\n")});
}

TEST_F(MailTest, ProseThatLooksLikeADiffIsProse) {
  std::string mail = format_patch("-1 HEAD~1");
  const std::size_t body = mail.find("\n\n") + 2;
  mail.insert(body,
              "@@ -1,2 +3,4 @@\nThis is what the hunk says:\n\n--- a rule\n+++ another\n"
              "diff --git is nice.\n\n");
  expect_second({PatchStep::Kind::Patch, write("x.patch", mail)});
  expect_second({PatchStep::Kind::Mbox, write("x.mbox", mail)});
}

TEST_F(MailTest, FlowedThatBrokeTheDiffIsRefusedWithTheReason) {
  std::string mail = format_patch("-1 HEAD~1");
  mail.insert(mail.find("\nSubject:") + 1, "Content-Type: text/plain; format=flowed\n");
  expect_second({PatchStep::Kind::Mbox, write("x.mbox", mail)});  // says so, and did nothing
  const std::string context = "\n line 19\n";
  const std::size_t at = mail.find(context);
  ASSERT_NE(at, mail.npos);
  mail.replace(at, context.size(), "\n line\n19\n");
  for (const PatchStep::Kind kind : {PatchStep::Kind::Mbox, PatchStep::Kind::Patch}) {
    const auto patched = scratch_.apply({{kind, write("x.mbox", mail)}});
    ASSERT_FALSE(patched.ok());
    EXPECT_EQ(patched.fault().domain, FaultDomain::User);
    EXPECT_THAT(patched.fault().what, HasSubstr("mail 1 (mm: two): sent as format=flowed"));
    EXPECT_THAT(patched.fault().remedy, HasSubstr("git send-email"));
  }
}

TEST_F(MailTest, EmptyCommitsAreSkippedAndSaid) {
  scratch_.commit("true", "mm: nothing");
  const std::string mail = format_patch("--always -1 HEAD");
  for (const PatchStep::Kind kind : {PatchStep::Kind::Mbox, PatchStep::Kind::Patch}) {
    const auto patched = scratch_.apply({{kind, write("x.patch", mail)}});
    ASSERT_TRUE(patched.ok()) << patched.fault().what;
    EXPECT_TRUE(patched->files.empty());
    EXPECT_THAT(text_of(patched->notes), HasSubstr("changes no file: skipped"));
  }
}

TEST_F(MailTest, AReplyThatQuotesADiffIsNoPatch) {
  const std::string reply =
      "From: B <b@example.org>\nSubject: Re: [PATCH] mm: two\n\n> --- a/mm/a.c\n"
      "> +++ b/mm/a.c\n> @@ -1 +1 @@\n> -a\n> +b\nFine.\n";
  for (const PatchStep::Kind kind : {PatchStep::Kind::Mbox, PatchStep::Kind::Patch}) {
    const auto patched = scratch_.apply({{kind, write("x.eml", reply)}});
    ASSERT_FALSE(patched.ok());
    EXPECT_EQ(patched.fault().domain, FaultDomain::Patch);
    EXPECT_THAT(patched.fault().what, HasSubstr("x.eml contains no "));
  }
}

TEST_F(MailTest, BaseCommitIsComparedWithTheBase) {
  scratch_.sh("git format-patch -q --base=v1 -1 HEAD~2 -o " + scratch_.file("out"));
  const std::string mail = scratch_.sh("cat " + scratch_.file("out") + "/*") + "\n";
  const PatchStep step{PatchStep::Kind::Mbox, write("x.mbox", mail)};
  const auto notes = [&](const std::string& revision) {
    const auto stack = read_stack({step}, scratch_.sources(revision));
    return stack.ok() ? text_of(stack->notes) : stack.fault().what;
  };
  EXPECT_THAT(notes("v1"), HasSubstr("its base-commit is this base"));
  EXPECT_THAT(notes("v2"), HasSubstr("is another commit than this base"));
  const auto elsewhere = read_stack({step});
  ASSERT_TRUE(elsewhere.ok());
  EXPECT_THAT(text_of(elsewhere->notes), HasSubstr("the base is no git tree"));
}

TEST_F(MailTest, BaseCommitThatTheTreeDoesNotHaveIsSaid_AndIsTheRemedyWhereItDoesNotApply) {
  std::string mail = format_patch("-1 HEAD~1");
  mail.insert(mail.find("\n-- \n"), "\nbase-commit: 00000000000000000000000000000000000000aa\n");
  const PatchStep step{PatchStep::Kind::Mbox, write("x.mbox", mail)};
  const auto applied = scratch_.apply({step});
  ASSERT_TRUE(applied.ok()) << applied.fault().what;
  EXPECT_THAT(text_of(applied->notes),
              HasSubstr("its base-commit 000000000000 is not in this git tree"));
  scratch_.sh("seq 50 > mm/a.c; git commit -qam other");
  const auto refused = scratch_.apply({step}, "HEAD");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.fault().domain, FaultDomain::Patch);
  EXPECT_THAT(refused.fault().remedy,
              HasSubstr("its base-commit 000000000000 is not in this git tree: `git fetch`"));
}

TEST_F(MailTest, OnlyAndSkipLeaveOutFilesAndSaySo) {
  scratch_.commit("mkdir -p tools/testing; echo t > tools/testing/t.c; echo b > mm/b.c", "both");
  const std::string mbox = write("x.mbox", format_patch("-1 HEAD"));
  PatchStep step{PatchStep::Kind::Mbox, mbox};
  step.skip = {"tools/testing/**"};
  const auto patched = scratch_.apply({step});
  ASSERT_TRUE(patched.ok()) << patched.fault().what;
  EXPECT_EQ(content_of(*patched, "tools/testing/t.c"), "(untouched)");
  EXPECT_EQ(content_of(*patched, "mm/b.c"), "b\n");
  EXPECT_THAT(text_of(patched->notes), HasSubstr("left out: tools/testing/t.c"));
  const auto whole = read_stack({{PatchStep::Kind::Mbox, mbox}}), part = read_stack({step});
  EXPECT_NE(fingerprint(whole->diffs.front()), fingerprint(part->diffs.front()));
  step.only = {"tools/**"};
  const auto nothing = scratch_.apply({step});
  ASSERT_FALSE(nothing.ok());
  EXPECT_THAT(nothing.fault().what, HasSubstr("leave nothing of it"));
}

}  // namespace
}  // namespace folioscope::patches
