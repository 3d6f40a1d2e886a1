// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/cma-churn/memory_block.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temp_dir.h"
#include "workloads/kit/guest.h"

namespace folioscope::workloads {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

// What /sys/devices/system/memory looks like.
class MemoryBlocksTest : public testing::Test {
 protected:
  void SetUp() override { write("block_size_bytes", "8000000\n"); }

  void write(const fs::path& path, const std::string& text) { std::ofstream(root_ / path) << text; }
  void add(int index, int node, const std::string& zone, const std::string& state = "online\n") {
    const fs::path block = "memory" + std::to_string(index);
    fs::create_directories(root_ / block / ("node" + std::to_string(node)));
    write(block / "state", state);
    write(block / "valid_zones", zone + "\n");
  }
  Result<MemoryBlocks> find() const {
    return MemoryBlocks::find(root_.string(), milliseconds(500));
  }

  TempDir dir_ = *TempDir::create("memory");
  fs::path root_ = dir_.path();
};

TEST_F(MemoryBlocksTest, AreTheMovableOnesOfTheHighestNode) {
  add(0, 0, "DMA32");
  add(1, 0, "Movable");
  add(32, 1, "Movable");
  add(33, 1, "Movable");
  const auto blocks = find();
  ASSERT_TRUE(blocks.ok()) << blocks.fault().what;
  EXPECT_EQ(blocks->node(), 1u);
  EXPECT_THAT(blocks->ranges(),
              UnorderedElementsAre(FrameRange{1048576, 32768}, FrameRange{1081344, 32768}));
}

TEST_F(MemoryBlocksTest, OneThatIsOfflineIsBroughtOnline) {
  add(32, 1, "Movable", "offline\n");
  add(33, 1, "Movable");
  ASSERT_TRUE(find().ok());
  EXPECT_EQ(*read_text((root_ / "memory32/state").string()), "online_movable");
}

TEST_F(MemoryBlocksTest, ASingleBlockIsRefusedWithWhatMakesTwo) {
  add(0, 0, "DMA32");
  add(32, 1, "Movable");
  const auto blocks = find();
  ASSERT_FALSE(blocks.ok());
  EXPECT_THAT(blocks.fault().remedy, HasSubstr("dimms"));
}

TEST_F(MemoryBlocksTest, TakingOneWritesToItsStateAndGivingItBackToo) {
  add(32, 1, "Movable");
  add(33, 1, "Movable");
  const auto blocks = find();
  ASSERT_TRUE(blocks.ok());
  const std::size_t second = blocks->ranges()[0].first == 1081344 ? 0 : 1;
  const auto got = blocks->take(second);
  ASSERT_TRUE(got.ok());
  EXPECT_TRUE(*got);
  EXPECT_THAT(*read_text((root_ / "memory33/state").string()), HasSubstr("offline"));
  ASSERT_TRUE(blocks->give_back(second).ok());
  EXPECT_THAT(*read_text((root_ / "memory33/state").string()), HasSubstr("online_movable"));
  EXPECT_EQ(*read_text((root_ / "memory32/state").string()), "online\n");
}

}  // namespace
}  // namespace folioscope::workloads
