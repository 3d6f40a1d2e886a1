// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/fsync-herd/log_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/temp_dir.h"

namespace folioscope::workloads {
namespace {

// A directory of the host's, which may be of a file system without direct I/O.
class LogFiles : public testing::Test {
 protected:
  LogFiles() {
    plan_.directory = dir_.path();
    plan_.bytes = 2 * kPageSize;
  }
  std::string path() const { return plan_.directory + "/fsync-herd.log"; }
  off_t size() const {
    struct stat status {};
    return ::stat(path().c_str(), &status) == 0 ? status.st_size : -1;
  }
  TempDir dir_ = *TempDir::create("fsync-herd");
  LogPlan plan_;
};

TEST_F(LogFiles, WritersAreApartOrOverlapByAPage) {
  EXPECT_EQ(record_offset(plan_, 3), 6 * 4096);
  plan_.pattern = pattern_named("overlap");
  EXPECT_EQ(record_offset(plan_, 3), 3 * 4096);
  plan_.pattern = pattern_named("append");
  EXPECT_EQ(record_offset(plan_, 3), 0);
}

TEST_F(LogFiles, RecordsAppendedByTwoFollowEachOther) {
  plan_.pattern = Pattern::Append;
  ASSERT_TRUE(LogFile::create(plan_).ok());
  auto first = LogFile::open(plan_, 0), second = LogFile::open(plan_, 1);
  ASSERT_TRUE(first.ok() && second.ok());
  ASSERT_TRUE(first->write(0).ok());
  ASSERT_TRUE(second->write(0).ok());
  EXPECT_TRUE(second->read_back().ok());
  EXPECT_EQ(size(), 2 * static_cast<off_t>(kAppendBytes));
}

TEST_F(LogFiles, ARecordThatChangedOnTheDiskIsAFault) {
  ASSERT_TRUE(LogFile::create(plan_).ok());
  auto log = LogFile::open(plan_, 1);
  if (!log.ok()) GTEST_SKIP() << log.fault().what;
  ASSERT_TRUE(log->write(0).ok());
  EXPECT_TRUE(log->read_back().ok());
  EXPECT_EQ(size(), 4 * 4096);
  const UniqueFd other(::open(path().c_str(), O_WRONLY));
  ASSERT_EQ(::pwrite(other.get(), "x", 1, 3 * 4096), 1);
  EXPECT_FALSE(log->read_back().ok());
}

TEST_F(LogFiles, ADirectoryThatIsNotThereIsSaidWithARemedy) {
  plan_.directory += "/none";
  const Status status = LogFile::create(plan_);
  ASSERT_FALSE(status.ok());
  EXPECT_FALSE(status.fault().remedy.empty());
  plan_.directory.resize(plan_.directory.size() - 5);
}

}  // namespace
}  // namespace folioscope::workloads
