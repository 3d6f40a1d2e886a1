// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "sys/files.h"

namespace folioscope::run {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class RunDirectory : public testing::Test {
 protected:
  TempDir temp_ = *TempDir::create("run-directory");
  fs::path path_ = temp_.path() / "run";
};

TEST_F(RunDirectory, SecondProcessOnTheSameDirectory_IsRefused) {
  const Directory first = *Directory::create(path_);
  const auto second = Directory::create(path_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.fault().domain, FaultDomain::User);
  EXPECT_THAT(second.fault().what, HasSubstr("in use"));
}

TEST_F(RunDirectory, DirectoryThatHoldsARun_IsNotOverwritten) {
  { ASSERT_TRUE(sys::write_file(Directory::create(path_)->store(), "a run").ok()); }
  const auto again = Directory::create(path_);
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(again.fault().remedy, HasSubstr("folioscope resume " + path_.string()));
}

TEST_F(RunDirectory, WhatGuestsSaidAndTheirDisksAreForTheirOwnerAlone) {
  fs::create_directories(path_ / "console");  // of a run by an older version
  fs::permissions(path_ / "console", fs::perms{0755});
  const Directory directory = *Directory::create(path_);
  for (const char* name : {"console", "spool", "scratch"})
    EXPECT_EQ(fs::status(path_ / name).permissions(), fs::perms::owner_all) << name;
}

TEST_F(RunDirectory, OpenNeedsARun) {
  fs::create_directories(path_);
  EXPECT_EQ(Directory::open(path_).fault().domain, FaultDomain::User);
  EXPECT_EQ(Directory::open(path_ / "nowhere").fault().domain, FaultDomain::User);
}

TEST_F(RunDirectory, OpenEmptiesWhatAKilledRunLeftInFlight) {
  fs::path spool;
  {
    const Directory directory = *Directory::create(path_);
    spool = directory.spool(CellId{3});
    ASSERT_TRUE(sys::write_file(directory.store(), "a run").ok());
    ASSERT_TRUE(sys::write_file(spool, "half").ok());
    ASSERT_TRUE(sys::write_file(directory.console(CellId{3}), "kept").ok());
  }
  const Directory again = *Directory::open(path_);
  EXPECT_FALSE(fs::exists(spool));
  EXPECT_TRUE(fs::exists(again.console(CellId{3})));
}

TEST_F(RunDirectory, OwnerMarkIsTheSameForEveryNameOfTheDirectory) {
  std::string owner;
  {
    const Directory directory = *Directory::create(path_);
    owner = directory.owner();
    ASSERT_TRUE(sys::write_file(directory.store(), "a run").ok());
  }
  fs::create_directory_symlink(path_, temp_.path() / "alias");
  EXPECT_EQ(Directory::open(temp_.path() / "alias")->owner(), owner);
}

}  // namespace
}  // namespace folioscope::run
