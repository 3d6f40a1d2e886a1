// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/on_cores.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace folioscope {
namespace {

TEST(OnCores, EachIsDoneOnceAndAllAreDoneAtTheEnd) {
  for (const std::size_t threads : {0, 1, 3, 100}) {
    std::vector<std::atomic<int>> done(50);
    on_cores(threads, done.size(), [&](std::size_t at) { ++done[at]; });
    for (const auto& times : done) EXPECT_EQ(times, 1) << threads;
  }
}

TEST(OnCores, NothingToDo_IsDone) {
  on_cores(4, 0, [](std::size_t) { FAIL(); });
}

TEST(OnCores, AMachineHasOne) { EXPECT_GE(cores(), 1u); }

}  // namespace
}  // namespace folioscope
