// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/directories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

using testing::HasSubstr;

TEST(DeviceName, IsWhatTheKernelSays) {
  const auto name = device_name("MAJOR=254\nMINOR=0\nDEVNAME=vda\nDEVTYPE=disk\n");
  ASSERT_TRUE(name.ok());
  EXPECT_EQ(*name, "vda");
}

TEST(DeviceName, MayHaveADirectoryAndEndTheText) {
  const auto name = device_name("DEVNAME=mapper/root");
  ASSERT_TRUE(name.ok());
  EXPECT_EQ(*name, "mapper/root");
}

TEST(DeviceName, IsMissingInOtherTexts) { EXPECT_FALSE(device_name("MAJOR=0\n").ok()); }

TEST(Directories, OfNoPlaceAreAFaultThatNamesTheDisk) {
  const auto directories = Directories::create(7, "/nowhere");
  ASSERT_FALSE(directories.ok());
  EXPECT_THAT(directories.fault().what, HasSubstr("/nowhere"));
  EXPECT_THAT(directories.fault().remedy, HasSubstr("filesystem: ext4"));
}

TEST(Directories, WantExt4) {
  const auto directories = Directories::create(7, "/proc");
  ASSERT_FALSE(directories.ok());
  EXPECT_THAT(directories.fault().what, HasSubstr("/proc is not on an ext4 file system"));
  EXPECT_THAT(directories.fault().remedy, HasSubstr("filesystem: ext4"));
}

}  // namespace
}  // namespace folioscope::workloads
