// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fleet/fleet.h"

namespace folioscope::fleet {
namespace {

spec::Machine machine(int vcpus, Bytes memory) {
  spec::Machine machine;
  machine.name = "m";
  machine.vcpus = vcpus;
  machine.memory = memory;
  return machine;
}

int guests(const Budget& budget, const std::vector<spec::Machine>& machines) {
  const auto count = concurrency(budget, machines);
  return count.ok() ? *count : -1;
}

TEST(Concurrency, CoresBound_CountsOvercommit) {
  EXPECT_EQ(guests({.cores = 2, .memory = gib(24)}, {machine(4, mib(512))}), 2);
  EXPECT_EQ(guests({.cores = 2, .memory = gib(24), .overcommit = 8}, {machine(4, mib(512))}), 4);
}

TEST(Concurrency, MemoryBound_LeavesTheHostItsShare) {
  // 4 GiB - 1 GiB for the host = 3072 MiB; each guest takes 512 + 320 MiB.
  EXPECT_EQ(guests({.cores = 64, .memory = gib(4)}, {machine(1, mib(512))}), 3);
}

TEST(Concurrency, MemoryModules_AreMemoryToo) {
  spec::Machine with_dimm = machine(1, mib(256));
  with_dimm.dimms = {{mib(128), 0}, {mib(128), 0}};
  EXPECT_EQ(guests({.cores = 64, .memory = gib(4)}, {with_dimm}), 3);
}

TEST(Concurrency, OneGuest_IsAlwaysAllowed) {
  EXPECT_EQ(guests({.cores = 1, .memory = gib(2)}, {machine(64, mib(512))}), 1);
  EXPECT_EQ(guests({.cores = 1, .memory = gib(1)}, {machine(1, mib(512))}), 1);
}

TEST(Concurrency, LargestOfEachKind_Counts) {
  EXPECT_EQ(guests({.cores = 2, .memory = gib(24)}, {machine(1, mib(512)), machine(8, mib(256))}),
            1);
}

TEST(Concurrency, MachineLargerThanTheHost_IsTheUsersFault) {
  const auto count = concurrency({.cores = 2, .memory = gib(2)}, {machine(1, gib(2))});
  ASSERT_FALSE(count.ok());
  EXPECT_EQ(count.fault().domain, FaultDomain::User);
  EXPECT_THAT(count.fault().what, ::testing::HasSubstr("the host has 2048 MiB"));
}

}  // namespace
}  // namespace folioscope::fleet
