// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/herder.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

HerdPlan plan_with(std::vector<Op> mix, std::string disk) {
  HerdPlan plan;
  plan.mix = std::move(mix);
  plan.rounds = 32;
  plan.processes = 1;
  plan.disk = std::move(disk);
  return plan;
}

TEST(Herder, DoesItsRoundsAndCountsThem) {
  const auto meadow = Meadow::create(2);
  ASSERT_TRUE(meadow.ok());
  const HerdPlan plan = plan_with({Op::Fault, Op::Write, Op::Truncate}, "/no/such/disk");
  auto herder = Herder::create(plan, *meadow, 0);
  ASSERT_TRUE(herder.ok());
  const auto tallies = herder->work();
  ASSERT_TRUE(tallies.ok());
  const auto count = [&tallies](Op op) { return (*tallies)[static_cast<std::size_t>(op)].count; };
  EXPECT_EQ(count(Op::Fault), 32u);
  EXPECT_EQ(count(Op::Write), 32u);
  EXPECT_EQ(count(Op::Truncate), 2u);
  EXPECT_EQ(count(Op::Read), 0u);
}

TEST(Herder, TheDiskIsNeededOnlyForWhatReadsIt) {
  const auto meadow = Meadow::create(1);
  ASSERT_TRUE(meadow.ok());
  const HerdPlan plan = plan_with({Op::Read}, "/no/such/disk");
  EXPECT_FALSE(Herder::create(plan, *meadow, 0).ok());
}

}  // namespace
}  // namespace folioscope::workloads
