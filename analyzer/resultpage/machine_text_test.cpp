// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/machine_text.h"

#include <gtest/gtest.h>

namespace folioscope::resultpage {
namespace {

TEST(MachineText, NamesDisksModulesAndCommandLine) {
  store::MachineRow row;
  row.vcpus = 4;
  row.memory = mib(512);
  row.numa_nodes = 2;
  EXPECT_EQ(machine_text(row), "4 vCPUs, 512 MiB, 2 NUMA nodes");
  row.detail.dimms = {{mib(256), 1}};
  row.detail.disks = {{.size = mib(512), .filesystem = "xfs", .iops = 200, .requests = 4},
                      {.size = mib(64)}};
  row.cmdline = "quiet";
  EXPECT_EQ(
      machine_text(row),
      "4 vCPUs, 512 MiB, 2 NUMA nodes; disk vda: 512 MiB, xfs, iops 200, requests 4; disk vdb: "
      "64 MiB; module: 256 MiB on node 1; command line `quiet`");
}

}  // namespace
}  // namespace folioscope::resultpage
