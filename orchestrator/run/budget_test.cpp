// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/budget.h"

#include <gtest/gtest.h>

namespace folioscope::run {
namespace {

using namespace std::chrono_literals;

store::AttemptRow boot(std::int64_t from, std::int64_t to) {
  return {.started = HostTime{from}, .finished = HostTime{to}};
}

TEST(Budget, IsSpentWhenBootsOfAllProcessesTookIt) {
  const Budget::Clock::time_point start{5s};
  const Budget budget(10s, 4s, start);
  EXPECT_FALSE(budget.spent(start + 5'999ms));
  EXPECT_EQ(budget.left(start + 5s), 1s);
  EXPECT_TRUE(budget.spent(start + 6s));
}

TEST(Budget, OfNothing_IsNeverSpent) {
  const Budget budget(0ms, 4h, {});
  EXPECT_FALSE(budget.spent(Budget::Clock::time_point(1'000h)));
}

TEST(TimeOfBoots, CountsWhatRanAtTheSameTimeOnce_AndTheGapsBetweenNot) {
  EXPECT_EQ(time_of_boots({}), 0ns);
  EXPECT_EQ(time_of_boots({{CellId{1}, {boot(100, 200), boot(300, 400)}},
                           {CellId{2}, {boot(150, 250)}},
                           {CellId{3}, {boot(310, 320)}}}),
            250ns);
  store::AttemptRow never = boot(1, 2);
  never.started.reset();
  EXPECT_EQ(time_of_boots({{CellId{1}, {never, boot(9, 3)}}}), 0ns);
}

}  // namespace
}  // namespace folioscope::run
