// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/pin/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

TEST(Disk, OneThatHoldsNothingIsRefusedWithWhatItTakes) {
  const auto disk = Disk::open("/dev/null", 1);
  ASSERT_FALSE(disk.ok());
  EXPECT_THAT(disk.fault().remedy, testing::HasSubstr("throttled"));
}

TEST(Disk, OneThatIsMissingIsNamed) {
  const auto disk = Disk::open("/no/such/disk", 1);
  ASSERT_FALSE(disk.ok());
  EXPECT_THAT(disk.fault().what, testing::HasSubstr("/no/such/disk"));
}

}  // namespace
}  // namespace folioscope::workloads
