// SPDX-License-Identifier: GPL-3.0-or-later
#include "bisect/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "sys/files.h"
#include "testing/mini_kernel.h"

namespace folioscope::bisect {
namespace {

namespace fs = std::filesystem;
using kbuild::shell;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;

class SeriesFiles : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    const fs::path file = dir_.path() / name;
    fs::create_directories(file.parent_path());
    EXPECT_TRUE(sys::write_file(file, text).ok());
    return file.string();
  }
  static std::string mail(const std::string& subject, const std::string& file,
                          const std::string& prefix = "[PATCH] ") {
    return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
           "From: A Writer <a@example.org>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nSubject: " +
           prefix + subject + "\n\nWhy.\n---\n " + file + " | 1 +\n\n" + diff(file) +
           "--\n2.39\n\n";
  }
  static std::string diff(const std::string& file) {
    return "--- a/" + file + "\n+++ b/" + file + "\n@@ -1 +1,2 @@\n one\n+two\n";
  }
  static std::string cover() {
    return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
           "From: A Writer <a@example.org>\nSubject: [PATCH 0/2] what it is about\n\nText.\n\n";
  }
  static Fault fault_of(const Result<Series>& series) {
    EXPECT_FALSE(series.ok());
    return series.ok() ? Fault() : series.fault();
  }

  TempDir dir_ = *TempDir::create("series");
};

TEST_F(SeriesFiles, MailboxGivesAPatchForEveryMailWithADiff) {
  const auto series =
      read_series({write("s.mbox", cover() + mail("mm: second", "mm/b.c", "[PATCH 2/2] ") +
                                       mail("mm: first", "mm/a.c", "[PATCH 1/2] "))});
  ASSERT_TRUE(series.ok()) << series.fault().what;
  EXPECT_THAT(series->patches, ElementsAre(Field(&Patch::subject, "mm: first"),
                                           Field(&Patch::subject, "mm: second")));
  EXPECT_EQ(series->patches[0].author, "A Writer <a@example.org>");
  EXPECT_THAT(series->patches[1].text, HasSubstr("+++ b/mm/b.c"));
}

TEST_F(SeriesFiles, DirectoryGivesItsPatchFilesByName) {
  write("d/0002-b.patch", mail("second", "b"));
  write("d/0001-a.patch", diff("a"));
  write("d/README", "no patch");
  const auto series = read_series({(dir_.path() / "d").string()});
  ASSERT_TRUE(series.ok()) << series.fault().what;
  // A diff without a mail around it is called like its file.
  EXPECT_THAT(series->patches, ElementsAre(Field(&Patch::subject, "0001-a.patch"),
                                           Field(&Patch::subject, "second")));
}

TEST_F(SeriesFiles, WhatIsNoSeries_SaysWhatToDo) {
  EXPECT_THAT(fault_of(read_series({write("empty.mbox", "")})).what, HasSubstr("no patch"));
  EXPECT_THAT(fault_of(read_series({write("cover.mbox", cover())})).what, HasSubstr("no patch"));
  const Fault one = fault_of(read_series({write("one.mbox", mail("only", "a"))}));
  EXPECT_THAT(one.what, HasSubstr("has one patch: there is nothing to search"));
  EXPECT_THAT(one.remedy, HasSubstr("folioscope run"));
  const Fault none = fault_of(read_series({"/nowhere/s.mbox"}));
  EXPECT_EQ(none.domain, FaultDomain::User);
  EXPECT_THAT(none.what, HasSubstr("/nowhere/s.mbox"));
}

TEST_F(SeriesFiles, WrittenPatchesAreReadAgainAsTheyWere) {
  auto series = read_series({write("s.mbox", mail("mm: first", "a") + mail("x/y: \"z\"", "b"))});
  ASSERT_TRUE(series.ok());
  ASSERT_TRUE(write_series(*series, dir_.path() / "out").ok());
  EXPECT_EQ(series->patches[0].file, dir_.path() / "out/0001-mm-first.patch");
  EXPECT_EQ(series->patches[1].file, dir_.path() / "out/0002-x-y-z.patch");
  const auto again = read_series({(dir_.path() / "out").string()});
  ASSERT_TRUE(again.ok());
  ASSERT_EQ(again->patches.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again->patches[i].subject, series->patches[i].subject);
    EXPECT_EQ(again->patches[i].author, series->patches[i].author);
    EXPECT_THAT(again->patches[i].text, HasSubstr("+++ b/"));
  }
}

class History : public testing::Test {
 protected:
  History() {
    in_repository(
        "git init -q -b main .; git config user.name 'A Writer'; "
        "git config user.email a@example.org; echo one > f; git add f; "
        "git commit -qm 'the base'; git tag v0");
  }
  std::string in_repository(const std::string& script) const {
    return shell("cd " + dir_.path().string() + "; " + script);
  }
  std::string commit(const std::string& subject) const {
    return in_repository("echo " + subject + " >> f; git commit -qam '" + subject +
                         "'; git rev-parse HEAD");
  }
  spec::Base base() const { return {spec::Base::Kind::Git, dir_.path().string(), "v0"}; }
  Fault fault_of(const std::string& good, const std::string& bad) const {
    const auto series = read_history(base(), good, bad);
    EXPECT_FALSE(series.ok());
    return series.ok() ? Fault() : series.fault();
  }

  TempDir dir_ = *TempDir::create("history");
};

TEST_F(History, CommitsBetweenTwoRevisionsAreTheSeries) {
  const std::string first = commit("a"), second = commit("b");
  commit("c");
  const auto series = read_history(base(), "v0", "HEAD~1");
  ASSERT_TRUE(series.ok()) << series.fault().what;
  EXPECT_EQ(series->base, in_repository("git rev-parse v0"));
  EXPECT_THAT(series->patches,
              ElementsAre(Field(&Patch::commit, first), Field(&Patch::commit, second)));
  EXPECT_EQ(series->patches[0].subject, "a");
  EXPECT_EQ(series->patches[0].author, "A Writer <a@example.org>");
  EXPECT_THAT(series->patches[1].text, HasSubstr("\n+b\n"));
}

TEST_F(History, CommitsThatChangeNoLineAreLeftOut) {
  commit("a");
  in_repository("git commit -q --allow-empty -m nothing; chmod +x f; git commit -qam mode");
  commit("b");
  const auto series = read_history(base(), "v0", "HEAD");
  ASSERT_TRUE(series.ok());
  EXPECT_EQ(series->patches.size(), 2u);
  EXPECT_THAT(series->left_out, ElementsAre(HasSubstr(" nothing"), HasSubstr(" mode")));
}

TEST_F(History, MergesAreRefusedWithWhatToDo) {
  in_repository("git checkout -q -b side");
  commit("a");
  in_repository(
      "git checkout -q main; echo g > g; git add g; git commit -qm g; "
      "git merge -q --no-edit side");
  const Fault fault = fault_of("v0", "main");
  EXPECT_THAT(fault.what, HasSubstr("1 merges lie between"));
  EXPECT_THAT(fault.remedy, HasSubstr("rebase"));
}

TEST_F(History, RevisionsTheOtherWayRound_SaySo) {
  commit("a");
  commit("b");
  EXPECT_THAT(fault_of("HEAD", "v0").what, HasSubstr("is no ancestor of"));
  EXPECT_THAT(fault_of("HEAD", "HEAD").what, HasSubstr("contains no patch"));
  EXPECT_THAT(fault_of("HEAD~1", "HEAD").what, HasSubstr("has one patch"));
  EXPECT_THAT(fault_of("v0", "v9").what, HasSubstr("has no revision v9"));
}

TEST_F(History, ABaseThatIsNoLocalRepository_IsTheUsersFault) {
  const auto debian = read_history({}, "a", "b");
  ASSERT_FALSE(debian.ok());
  EXPECT_THAT(debian.fault().remedy, HasSubstr("--series"));
  const auto url =
      read_history({spec::Base::Kind::Git, "https://example.org/l.git", "v1"}, "a", "b");
  ASSERT_FALSE(url.ok());
  EXPECT_THAT(url.fault().remedy, HasSubstr("clone it"));
}

}  // namespace
}  // namespace folioscope::bisect
