// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/machine_detail.h"

#include <gtest/gtest.h>

namespace folioscope::run {
namespace {

TEST(MachineDetail, ModulesAndDisks_AreKept) {
  spec::Machine machine;
  machine.vcpus = 2;
  machine.memory = kib(4);
  machine.nodes = {{kib(4), {0, 1}}, {}};
  machine.dimms = {{mib(128), 1}};
  machine.disks = {{.size = kib(8)},
                   {.size = kib(8),
                    .iops = 100,
                    .write_rate = kib(1),
                    .filesystem = spec::FileSystem::Xfs,
                    .requests = 4}};
  store::MachineDetail expected;
  expected.nodes = {{kib(4), {0, 1}}, {}};
  expected.distance = machine.distance;
  expected.dimms = {{mib(128), 1}};
  expected.disks = {
      {.size = kib(8)},
      {.size = kib(8), .filesystem = "xfs", .iops = 100, .requests = 4, .write_bytes_per_s = 1024}};
  EXPECT_EQ(machine_detail(machine), expected);
}

}  // namespace
}  // namespace folioscope::run
