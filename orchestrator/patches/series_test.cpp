// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/series.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/scratch_repository.h"

namespace folioscope::patches {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kDiff = "\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";

TEST(Subjects, ANumberOfPartsThatNoSeriesHasIsNone) {
  EXPECT_EQ(parse_subject("[PATCH 3/400] x").parts, 400);
  EXPECT_EQ(parse_subject("[PATCH 1/2000000000] x").parts, 0);
  EXPECT_EQ(parse_subject("[PATCH 2000000000/3] x").parts, 0);
  EXPECT_EQ(parse_subject("[PATCH 1/2000000000] x").title, "x");
}

class SeriesTest : public testing::Test {
 protected:
  void mail(const std::string& subject, const std::string& text = kDiff,
            const std::string& thread = {}) {
    Mail mail;
    mail.number = static_cast<int>(mails_.size()) + 1;
    mail.subject = parse_subject(subject);
    mail.id = fmt::format("{}@x", mail.number);
    mail.thread = thread.empty() ? mail.id : thread;
    mail.text = text;
    mails_.push_back(std::move(mail));
  }
  void talk(const std::string& subject) { mail(subject, "> +++ b/x\nLooks good to me.\n"); }
  Result<Series> choose() { return choose_series(mails_, "x.mbox"); }
  std::vector<int> chosen() {
    const auto series = choose();
    EXPECT_TRUE(series.ok()) << series.fault().what;
    std::vector<int> numbers;
    if (!series.ok()) return numbers;
    for (const Mail& mail : series->mails) numbers.push_back(mail.number);
    notes_ = text_of(series->notes);
    return numbers;
  }
  Fault fault() {
    const auto series = choose();
    EXPECT_FALSE(series.ok());
    return series.ok() ? Fault() : series.fault();
  }

  std::vector<Mail> mails_;
  std::string notes_;
};

TEST_F(SeriesTest, IsSortedByNumber_CoverAndTalkArePassedOver) {
  mail("[PATCH v2 3/3] c");
  mail("[PATCH v2 1/3] a");
  talk("[PATCH v2 0/3] all of it");
  talk("Re: [PATCH v2 1/3] a");
  mail("[PATCH v2 2/3] b");
  EXPECT_THAT(chosen(), ElementsAre(2, 5, 1));
  EXPECT_EQ(notes_, "");
}

TEST_F(SeriesTest, MissingPartsAreNamed) {
  mail("[PATCH 2/5] b");
  mail("[PATCH 4/5] d");
  talk("[PATCH 0/5] mm: all of it");
  const Fault missing = fault();
  EXPECT_EQ(missing.domain, FaultDomain::Patch);
  EXPECT_EQ(missing.what, "x.mbox: parts 1, 3, 5 of 5 of \"mm: all of it\" are missing");
  EXPECT_THAT(missing.remedy, HasSubstr("under `patches:`"));
  mail("[PATCH 1/5] a");
  mail("[PATCH 5/5] e");
  EXPECT_THAT(fault().what, HasSubstr("part 3 of 5 of \"mm: all of it\" is missing"));
}

TEST_F(SeriesTest, OfTwoVersionsTheNewestIsTaken_TheOtherIsNamed) {
  mail("[PATCH 1/2] a", kDiff, "t");
  mail("[PATCH 2/2] b", kDiff, "t");
  mail("[PATCH v2 1/2] a", kDiff, "t");
  mail("[PATCH v2 2/2] renamed", kDiff, "t");
  EXPECT_THAT(chosen(), ElementsAre(3, 4));
  EXPECT_EQ(notes_,
            "x.mbox: v2 of \"a\" (2 parts) is taken, v1 of \"a\" (2 parts) is passed over\n");
}

TEST_F(SeriesTest, AnUnfinishedVersionIsPassedOverForTheNewestWholeOne) {
  mail("[PATCH 1/2] a");
  mail("[PATCH 2/2] b");
  mail("[PATCH v3 2/2] b");
  EXPECT_THAT(chosen(), ElementsAre(1, 2));
  EXPECT_THAT(notes_, AllOf(HasSubstr("v3 of \"b\" (2 parts) is passed over"),
                            HasSubstr("misses part 1 of 2")));
}

TEST_F(SeriesTest, VersionsOfOnePatchWithoutNumbers) {
  mail("[PATCH] mm: x");
  mail("[PATCHv2] mm: x");
  mail("[PATCH mm-unstable v3] mm: x");
  EXPECT_THAT(chosen(), ElementsAre(3));
}

TEST_F(SeriesTest, TwoSeriesInOneMailboxAreBothTaken) {
  mail("[PATCH 1/2] a");
  mail("[PATCH 2/2] b");
  mail("[PATCH 1/2] c");
  mail("[PATCH 2/2] d");
  mail("[PATCH v4] another thing");
  EXPECT_THAT(chosen(), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(SeriesTest, ADiffInAReplyIsPassedOverAndNamed) {
  mail("[PATCH] a");
  mail("Re: [PATCH] a");
  EXPECT_THAT(chosen(), ElementsAre(1));
  EXPECT_EQ(notes_, "x.mbox: mail 2 (a) is a reply: its diff is passed over\n");
}

TEST_F(SeriesTest, AReplyAloneIsThePatch) {
  mail("Re: something");
  EXPECT_THAT(chosen(), ElementsAre(1));
}

TEST_F(SeriesTest, TheSameMailTwiceIsAppliedOnce) {
  mail("[PATCH 1/2] a");
  mail("[PATCH 2/2] b");
  mail("[PATCH 1/2] a");
  mail("[PATCH] c");
  mails_.push_back(mails_.back());
  EXPECT_THAT(chosen(), ElementsAre(3, 2, 4));
}

TEST_F(SeriesTest, AnEmptyCommitIsSaid) {
  mail("[PATCH 1/2] nothing", "\n");
  mail("[PATCH 2/2] b");
  EXPECT_THAT(chosen(), ElementsAre(2));
  EXPECT_EQ(notes_, "x.mbox: mail 1 (nothing) changes no file: skipped\n");
}

TEST_F(SeriesTest, TalkAloneIsNoPatch) {
  talk("hello");
  EXPECT_THAT(fault().what, HasSubstr("x.mbox contains no patch"));
}

TEST_F(SeriesTest, BaseCommitIsFoundInTheCoverLetter) {
  mail("[PATCH 0/1] all", "base-commit: 0123456789abcdef0123456789abcdef01234567\n-- \n2.39\n");
  mail("[PATCH 1/1] a");
  EXPECT_EQ(choose()->base_commit, "0123456789abcdef0123456789abcdef01234567");
}

TEST(Subject, IsTakenApart) {
  const Subject numbered = parse_subject("[RFC PATCH mm-unstable v12 03/17] mm: [x] y");
  EXPECT_EQ(numbered, (Subject{"mm: [x] y", false, true, 12, 3, 17}));
  EXPECT_EQ(parse_subject("Re: [PATCH] fix"), (Subject{"fix", true, true, 1, 0, 0}));
  EXPECT_EQ(parse_subject("[PATCHv2,1/2] a"), (Subject{"a", false, true, 2, 1, 2}));
  EXPECT_EQ(parse_subject("plain"), (Subject{"plain"}));
  EXPECT_EQ(parse_subject("[patch 07/9] Re: x"), (Subject{"x", true, true, 1, 7, 9}));
  EXPECT_EQ(parse_subject("").title, "");
}

TEST(SplitMails, AtSeparatorsBehindABlankLine) {
  const auto mails = split_mails(
      "From a@b Mon Sep 17 00:00:00 2001\nSubject: x\n\nFrom here on it is prose.\n>From x\n\n"
      "From c@d Mon Sep 17 00:00:00 2001\nSubject: y\n\n");
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_THAT(mails[0], HasSubstr("\nFrom here on it is prose.\nFrom x\n"));
  EXPECT_THAT(split_mails("\n"), IsEmpty());
  EXPECT_EQ(split_mails("Subject: x\n\nbody\n").size(), 1U);
}

TEST(HeaderOf, FoldedAndInAnyCase) {
  const std::string mail = "Subject: one\n two\nMESSAGE-ID:\n <a@b>\n\nFrom: x\n";
  EXPECT_EQ(header_of(mail, "subject"), "one two");
  EXPECT_EQ(header_of(mail, "Message-Id"), "<a@b>");
  EXPECT_EQ(header_of(mail, "From"), "");
}

}  // namespace
}  // namespace folioscope::patches
