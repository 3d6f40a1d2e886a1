// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/lock-herd/mix.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

std::uint64_t times_due(Op op, std::uint64_t rounds, std::uint64_t process) {
  std::uint64_t times = 0;
  for (std::uint64_t round = 0; round < rounds; ++round) times += is_due(op, round, process);
  return times;
}

TEST(Mix, EveryOperationIsFoundByItsName) {
  for (std::size_t op = 0; op < kOps; ++op)
    EXPECT_EQ(op_named(kOpNames[op]), static_cast<Op>(op)) << kOpNames[op];
  EXPECT_FALSE(op_named("writes"));
}

TEST(Mix, EveryProcessDoesTheSameAmountOfWork) {
  for (const std::uint64_t process : {0u, 1u, 7u, 40u}) {
    EXPECT_EQ(times_due(Op::Fault, 320, process), 320u);
    EXPECT_EQ(times_due(Op::Migrate, 320, process), 20u);
  }
}

TEST(Mix, WhatIsSeldomComesToProcessesInTurn) {
  for (std::uint64_t round = 0; round < 16; ++round)
    EXPECT_FALSE(is_due(Op::Read, round, 0) && is_due(Op::Read, round, 1)) << round;
}

}  // namespace
}  // namespace folioscope::workloads
