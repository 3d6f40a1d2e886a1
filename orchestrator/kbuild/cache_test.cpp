// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "base/temp_dir.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// A cache with trees t0, t1, ..., each used a minute before the next.
class Cache : public testing::Test {
 protected:
  void add(const fs::path& file, const std::string& text, int minutes_ago) {
    fs::create_directories((dir_ / file).parent_path());
    ASSERT_TRUE(sys::write_file(dir_ / file, text).ok());
    fs::last_write_time(dir_ / file, now_ - std::chrono::minutes(minutes_ago));
  }
  void add_trees(int count) {
    for (int i = 0; i < count; ++i) {
      const fs::path tree = fs::path("trees") / ("t" + std::to_string(i));
      add(tree / "source/vmlinux", std::string(3 << 20, 'x'), 0);
      add(tree / "lock", "1", count - i);
    }
  }
  bool there(const std::string& path) const { return fs::exists(dir_ / path); }

  TempDir dir_ = *TempDir::create("cache");
  fs::file_time_type now_ = fs::file_time_type::clock::now();
};

TEST_F(Cache, TheTreesUsedLastStay) {
  add_trees(8);
  const auto lines = prune_trees(dir_.path(), kWarmTrees);
  ASSERT_TRUE(lines.ok()) << lines.fault().what;
  EXPECT_THAT(*lines, ElementsAre(HasSubstr("trees/t1 (3 MiB)"), HasSubstr("trees/t0 (3 MiB)")));
  EXPECT_FALSE(there("trees/t0"));
  EXPECT_FALSE(there("trees/t1"));
  for (int i = 2; i < 8; ++i) EXPECT_TRUE(there("trees/t" + std::to_string(i) + "/source/vmlinux"));
}

TEST_F(Cache, ATreeThatIsInUseStaysAndNobodyWaits) {
  add_trees(3);
  const auto lock = sys::FileLock::take(dir_ / "trees/t0/lock");
  ASSERT_TRUE(lock.ok());
  fs::last_write_time(dir_ / "trees/t0/lock", now_ - std::chrono::hours(1));
  const auto lines = prune_trees(dir_.path(), 1);
  ASSERT_TRUE(lines.ok()) << lines.fault().what;
  EXPECT_THAT(*lines, ElementsAre(HasSubstr("trees/t1")));
  EXPECT_TRUE(there("trees/t0/source/vmlinux"));
}

TEST_F(Cache, WhatAKilledPruneLeftGoes) {
  add("trees/.removed-t9/source/vmlinux", "x", 0);
  const auto lines = prune_trees(dir_.path(), 6);
  ASSERT_TRUE(lines.ok());
  EXPECT_THAT(*lines, IsEmpty());
  EXPECT_FALSE(there("trees/.removed-t9"));
}

TEST_F(Cache, WhoWaitedForATreeThatWentGetsANewOne) {
  add_trees(1);
  auto lock = sys::FileLock::take(dir_ / "trees/t0/lock");
  ASSERT_TRUE(lock.ok());
  const auto remove_it = [&] {  // while the other waits
    fs::rename(dir_ / "trees/t0", dir_ / "trees/.removed-t0");
    { const sys::FileLock last = std::move(*lock); }
  };
  const auto waited = sys::FileLock::wait(dir_ / "trees/t0/lock", {}, remove_it);
  ASSERT_TRUE(waited.ok()) << waited.fault().what;
  EXPECT_TRUE(there("trees/t0/lock"));
  EXPECT_FALSE(sys::FileLock::take(dir_ / "trees/t0/lock").ok());
}

TEST_F(Cache, EntriesSayWhatAndHowMuch) {
  add_trees(1);
  add("kernels/aa/vmlinux", std::string(100, 'x'), 3);
  add("images/b.cpio", "12345", 2);
  add("kbuild-timings.json", "{}", 1);
  const auto entries = cache_entries(dir_.path());
  ASSERT_TRUE(entries.ok());
  ASSERT_THAT(*entries, SizeIs(4));
  EXPECT_EQ(entries->at(0).kind, "image");
  EXPECT_EQ(entries->at(0).bytes, 5u);
  EXPECT_EQ(entries->at(1).kind, "kbuild-timings.json");
  EXPECT_EQ(entries->at(2).bytes, 100u);
  EXPECT_EQ(entries->at(3).kind, "tree");
  EXPECT_GE(entries->at(3).bytes, 3u << 20);
}

TEST_F(Cache, KernelsAndImagesGoByKind) {
  add("images/old.cpio", "1", 9);
  add("images/new.cpio", "1", 2);
  add("kernels/aa/vmlinux", "1", 3);
  const auto lines = prune_kind(dir_.path(), "image", 1);
  ASSERT_TRUE(lines.ok());
  EXPECT_THAT(*lines, ElementsAre(HasSubstr("images/old.cpio")));
  EXPECT_TRUE(there("images/new.cpio"));
  EXPECT_TRUE(there("kernels/aa/vmlinux"));
}

}  // namespace
}  // namespace folioscope::kbuild
