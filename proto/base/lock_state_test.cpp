// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/lock_state.h"

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/temp_dir.h"

namespace folioscope {
namespace {

UniqueFd hold(const std::filesystem::path& file) {
  UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  EXPECT_TRUE(lock_whole(fd.get()));
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

TEST(LockState, SecondTakerIsRefused) {
  const TempDir dir = *TempDir::create("lock");
  const UniqueFd holder = hold(dir / "lock");
  const UniqueFd second(::open((dir / "lock").c_str(), O_RDWR | O_CLOEXEC));
  EXPECT_FALSE(lock_whole(second.get()));
  EXPECT_EQ(errno, EWOULDBLOCK);
}

// Whoever asks as fast as he can, the lock is had at the first try, each time.
TEST(LockState, AskingNeverStandsInTheWayOfTaking) {
  const TempDir dir = *TempDir::create("lock");
  std::ofstream(dir / "lock") << "1";
  std::atomic<int> asked = 0;
  const std::jthread asks([&](const std::stop_token& stop) {
    for (; !stop.stop_requested(); ++asked) (void)is_locked(dir / "lock");
  });
  while (asked == 0) std::this_thread::yield();
  for (int i = 0; i < 2'000; ++i) ASSERT_TRUE(hold(dir / "lock")) << i;
}

}  // namespace
}  // namespace folioscope
