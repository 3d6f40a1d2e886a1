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
  EXPECT_EQ(machine_detail(machine),
            R"({"dimms":[{"memory_bytes":134217728,"node":1}],)"
            R"("disks":[{"size_bytes":8192},)"
            R"({"filesystem":"xfs","iops":100,"requests":4,"size_bytes":8192,)"
            R"("write_bytes_per_s":1024}],"distance":20,)"
            R"("nodes":[{"cpus":[0,1],"memory_bytes":4096},{"cpus":[],"memory_bytes":0}]})");
}

}  // namespace
}  // namespace folioscope::run
