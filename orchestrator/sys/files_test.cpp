// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "base/temp_dir.h"

namespace folioscope::sys {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Files : public testing::Test {
 protected:
  void SetUp() override {
    auto dir = TempDir::create("files-test");
    ASSERT_TRUE(dir.ok());
    dir_.emplace(std::move(dir).value());
  }
  fs::path path(const char* name) const { return dir_->path() / name; }

  std::optional<TempDir> dir_;
};

// Sets a variable for one test.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    value ? setenv(name, value, 1) : unsetenv(name);
  }
  ~Environment() { old_ ? setenv(name_, old_->c_str(), 1) : unsetenv(name_); }

 private:
  const char* name_;
  std::optional<std::string> old_;
};

TEST_F(Files, WhatIsWrittenIsRead) {
  ASSERT_TRUE(write_file(path("a"), std::string("x\0y", 3)).ok());
  EXPECT_EQ(*read_file(path("a")), std::string("x\0y", 3));
}

TEST_F(Files, ReplacingLeavesNoTemporaryBehind) {
  ASSERT_TRUE(write_file(path("a"), "old").ok());
  ASSERT_TRUE(write_file(path("a"), "new").ok());
  EXPECT_EQ(*read_file(path("a")), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_->path()), {}), 1);
}

TEST_F(Files, FailedWriteLeavesTheOldFileAndNoTemporary) {
  fs::create_directory(path("taken"));
  const auto written = write_file(path("taken"), "text");
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.fault().what, HasSubstr(path("taken").string()));
  EXPECT_TRUE(fs::is_directory(path("taken")));
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_->path()), {}), 1);
}

TEST_F(Files, MissingFileIsNamedWithItsReason) {
  const auto text = read_file(path("missing"));
  ASSERT_FALSE(text.ok());
  EXPECT_THAT(text.fault().what, HasSubstr("missing: No such file"));
}

TEST_F(Files, HashesAreSha256) {
  const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  EXPECT_EQ(sha256("abc"), abc);
  ASSERT_TRUE(write_file(path("a"), "abc").ok());
  EXPECT_EQ(*sha256_file(path("a")), abc);
}

TEST_F(Files, Sha1IsThatOfGit) {
  EXPECT_EQ(sha1(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(sha1("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST_F(Files, CacheDirFollowsTheEnvironmentAndIsCreated) {
  const Environment own("FOLIOSCOPE_CACHE", nullptr);
  const Environment xdg("XDG_CACHE_HOME", path("xdg").c_str());
  EXPECT_EQ(*cache_dir(), path("xdg") / "folioscope");
  EXPECT_TRUE(fs::is_directory(path("xdg/folioscope")));
  const Environment first("FOLIOSCOPE_CACHE", path("own").c_str());
  EXPECT_EQ(*cache_dir(), path("own"));
}

TEST_F(Files, CacheDirThatCannotBeCreatedIsTheUsersFault) {
  ASSERT_TRUE(write_file(path("file"), "").ok());
  const Environment own("FOLIOSCOPE_CACHE", path("file/below").c_str());
  const auto dir = cache_dir();
  ASSERT_FALSE(dir.ok());
  EXPECT_EQ(dir.fault().domain, FaultDomain::User);
  EXPECT_THAT(dir.fault().remedy, HasSubstr("FOLIOSCOPE_CACHE"));
}

TEST_F(Files, GuestDirMustExist) {
  const Environment missing("FOLIOSCOPE_GUEST_DIR", path("none").c_str());
  ASSERT_FALSE(guest_dir().ok());
  const Environment there("FOLIOSCOPE_GUEST_DIR", dir_->path().c_str());
  EXPECT_EQ(*guest_dir(), dir_->path());
}

TEST_F(Files, SecondTakerOfALockLearnsWhoHoldsIt) {
  auto first = FileLock::take(path("lock"));
  ASSERT_TRUE(first.ok());
  const auto second = FileLock::take(path("lock"));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.fault().domain, FaultDomain::User);
  EXPECT_THAT(second.fault().what, HasSubstr("process " + std::to_string(getpid())));
}

TEST_F(Files, LockGoesWithItsOwnerAndWithTheProcess) {
  { ASSERT_TRUE(FileLock::take(path("lock")).ok()); }
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = FileLock::take(path("lock"));
    raise(SIGKILL);
  }
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(FileLock::take(path("lock")).ok());
}

TEST_F(Files, LockIsWaitedForUntilItsHolderLetsGo) {
  auto first = FileLock::take(path("lock"));
  ASSERT_TRUE(first.ok());
  std::optional<FileLock> held(*std::move(first));
  int busy = 0;
  const auto second = FileLock::wait(path("lock"), {}, [&] {
    ++busy;
    held.reset();
  });
  EXPECT_TRUE(second.ok());
  EXPECT_EQ(busy, 1);
}

TEST_F(Files, WaitForALockEndsWithAStopRequest) {
  const auto first = FileLock::take(path("lock"));
  ASSERT_TRUE(first.ok());
  std::stop_source stop;
  const auto second = FileLock::wait(path("lock"), stop.get_token(), [&] { stop.request_stop(); });
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.fault().what, "interrupted");
}

}  // namespace
}  // namespace folioscope::sys
