// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/faulter.h"

#include <gtest/gtest.h>

#include <thread>

namespace folioscope::workloads {
namespace {

// Runs `work` until `enough`, and ends it.
void run_until(const SharedSignals& signals, const std::function<void()>& work,
               const std::function<bool()>& enough) {
  std::thread worker(work);
  while (!enough()) std::this_thread::yield();
  signals->stop();
  worker.join();
}

TEST(Faulter, CountsEveryFaultOnANeighbour) {
  const auto stage = Stage::in_directory(testing::TempDir(), 4);
  const auto signals = SharedSignals::create();
  ASSERT_TRUE(stage.ok() && signals.ok());
  Faulter faulter(**signals, *stage, 100, 1);
  const std::uint64_t begin = monotonic_ns();
  run_until(
      *signals, [&] { EXPECT_TRUE(faulter.read_neighbour(3).ok()); },
      [&] { return monotonic_ns() - begin > 10'000'000; });
  auto ends = Channel::pair();
  ASSERT_TRUE(ends.ok());
  ASSERT_TRUE(faulter.report(ends->second).ok());
  const auto tally = Faulter::receive(ends->first);
  ASSERT_TRUE(tally.ok());
  EXPECT_GT(tally->faults, 0u);
  EXPECT_EQ(tally->latency_us.size(), std::min<std::size_t>(tally->faults, 100));
}

TEST(Faulter, AReadOfMappedMemoryIsNoFault) {
  const auto stage = Stage::anonymous();
  const auto signals = SharedSignals::create();
  ASSERT_TRUE(stage.ok() && signals.ok());
  Faulter faulter(**signals, *stage, 100, 1);
  (*signals)->stop();
  faulter.read_target();
  auto ends = Channel::pair();
  ASSERT_TRUE(ends.ok());
  ASSERT_TRUE(faulter.report(ends->second).ok());
  EXPECT_EQ(Faulter::receive(ends->first)->faults, 0u);
}

TEST(Stage, ItsPagesLieWhereOneFaultMapsThemAll) {
  const auto stage = Stage::in_directory(testing::TempDir(), 1);
  ASSERT_TRUE(stage.ok());
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(stage->target()) % (kStagePages * kPageSize), 0u);
  EXPECT_EQ(*stage->page(kStagePages - 1), std::byte{'x'});
}

}  // namespace
}  // namespace folioscope::workloads
