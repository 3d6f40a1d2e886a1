// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/worker.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

WorkerPlan plan_with(std::vector<Op> mix, std::string disk) {
  WorkerPlan plan;
  plan.mix = std::move(mix);
  plan.rounds = 32;
  plan.processes = 1;
  plan.disk = std::move(disk);
  return plan;
}

TEST(Worker, DoesItsRoundsAndCountsThem) {
  const auto shared = SharedPages::create(2);
  ASSERT_TRUE(shared.ok());
  const WorkerPlan plan = plan_with({Op::Fault, Op::Write, Op::Truncate}, "/no/such/disk");
  auto worker = Worker::create(plan, *shared, 0);
  ASSERT_TRUE(worker.ok());
  const auto tallies = worker->work();
  ASSERT_TRUE(tallies.ok());
  const auto count = [&tallies](Op op) { return (*tallies)[static_cast<std::size_t>(op)].count; };
  EXPECT_EQ(count(Op::Fault), 32u);
  EXPECT_EQ(count(Op::Write), 32u);
  EXPECT_EQ(count(Op::Truncate), 2u);
  EXPECT_EQ(count(Op::Read), 0u);
}

TEST(Worker, TheDiskIsNeededOnlyForWhatReadsIt) {
  const auto shared = SharedPages::create(1);
  ASSERT_TRUE(shared.ok());
  const WorkerPlan plan = plan_with({Op::Read}, "/no/such/disk");
  EXPECT_FALSE(Worker::create(plan, *shared, 0).ok());
}

}  // namespace
}  // namespace folioscope::workloads
