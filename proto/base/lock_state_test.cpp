// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/lock_state.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/temp_dir.h"

namespace folioscope {
namespace {

UniqueFd hold(const std::filesystem::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  EXPECT_EQ(::flock(fd.get(), LOCK_EX | LOCK_NB), 0);
  return fd;
}

TEST(LockState, IsThatOfWhoeverHoldsTheFile) {
  const TempDir dir = *TempDir::create("lock");
  EXPECT_FALSE(is_locked(dir / "lock"));
  UniqueFd holder = hold(dir / "lock");
  EXPECT_TRUE(is_locked(dir / "lock"));
  holder.reset();
  EXPECT_FALSE(is_locked(dir / "lock"));
}

TEST(LockState, AskingLeavesTheLockToOthers) {
  const TempDir dir = *TempDir::create("lock");
  std::ofstream(dir / "lock") << "1";
  EXPECT_FALSE(is_locked(dir / "lock"));
  const UniqueFd holder = hold(dir / "lock");
  EXPECT_TRUE(holder);
}

}  // namespace
}  // namespace folioscope
