// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/disks.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/temp_dir.h"
#include "fleet/domain_xml.h"
#include "sys/files.h"

namespace folioscope::fleet {
namespace {

class DisksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto temp = TempDir::create("disks");
    ASSERT_TRUE(temp.ok()) << temp.fault().what;
    temp_ = std::move(*temp);
    request_.name = "7";
    request_.scratch = temp_->path() / "scratch";
  }
  std::string bytes_of(std::size_t disk) {
    auto bytes = sys::read_file(disk_paths(request_)[disk]);
    return bytes ? *bytes : "";
  }

  BootRequest request_;

 private:
  std::optional<TempDir> temp_;
};

TEST_F(DisksTest, EmptyDisk_TakesNoRoomAndGoesWithItsOwner) {
  request_.machine.disks = {{.size = gib(64)}};
  const std::filesystem::path file = disk_paths(request_)[0];
  {
    const auto disks = Disks::create(request_);
    ASSERT_TRUE(disks.ok()) << disks.fault().what;
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_size, std::int64_t{64} << 30);
    EXPECT_LT(status.st_blocks, 64);
  }
  EXPECT_FALSE(std::filesystem::exists(file));
}

// Magic numbers: fs/xfs/libxfs/xfs_format.h (first bytes), fs/ext4/ext4.h (0x38 in the superblock
// at 1024), both with the UUID behind.
TEST_F(DisksTest, FileSystems_AreMadeWithAnIdentityOfTheirOwn) {
  request_.machine.disks = {{.size = mib(300), .filesystem = spec::FileSystem::Xfs},
                            {.size = mib(8), .filesystem = spec::FileSystem::Ext4}};
  const auto disks = Disks::create(request_);
  ASSERT_TRUE(disks.ok()) << disks.fault().what << "\n" << disks.fault().remedy;
  const std::string xfs = bytes_of(0), ext4 = bytes_of(1);
  ASSERT_EQ(xfs.size(), mib(300).count);
  ASSERT_EQ(ext4.size(), mib(8).count);
  EXPECT_EQ(xfs.substr(0, 4), "XFSB");
  EXPECT_EQ(ext4.substr(1024 + 0x38, 2), "\x53\xef");
  EXPECT_EQ(xfs[32 + 15], 1);
  EXPECT_EQ(ext4[1024 + 0x68 + 15], 2);
  EXPECT_EQ(ext4[1024 + 0x18], 2);  // s_log_block_size: 1 KiB, doubled twice
}

TEST_F(DisksTest, LeftoversOfAKilledRun_AreReplaced) {
  request_.machine.disks = {{.size = mib(1)}};
  std::filesystem::create_directories(request_.scratch);
  ASSERT_TRUE(sys::write_file(disk_paths(request_)[0], "old").ok());
  const auto disks = Disks::create(request_);
  ASSERT_TRUE(disks.ok());
  EXPECT_EQ(bytes_of(0), std::string(1 << 20, '\0'));
}

TEST(DisksParameter, NamesWhatTheGuestHasToDo) {
  spec::Machine machine;
  EXPECT_EQ(disks_parameter(machine), "");
  machine.disks = {{.size = gib(1)}};
  EXPECT_EQ(disks_parameter(machine), "");
  machine.disks.push_back({.size = gib(1), .filesystem = spec::FileSystem::Xfs, .requests = 4});
  machine.disks.push_back({.size = gib(1), .filesystem = spec::FileSystem::Ext4});
  machine.disks.push_back({.size = gib(1), .requests = 256});
  EXPECT_EQ(disks_parameter(machine), "folioscope.disks=vdb:xfs:4,vdc:ext4:,vdd::256");
}

}  // namespace
}  // namespace folioscope::fleet
