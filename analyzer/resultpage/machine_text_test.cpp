// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/machine_text.h"

#include <gtest/gtest.h>

namespace folioscope::resultpage {
namespace {

store::MachineRow machine(std::string detail) {
  store::MachineRow row;
  row.vcpus = 4;
  row.memory = mib(512);
  row.numa_nodes = 2;
  row.detail_json = std::move(detail);
  return row;
}

TEST(MachineText, NamesDisksModulesAndCommandLine) {
  store::MachineRow row =
      machine(R"({"dimms":[{"memory_bytes":268435456,"node":1}],)"
              R"("disks":[{"filesystem":"xfs","iops":200,"requests":4,"size_bytes":536870912},)"
              R"({"size_bytes":67108864}]})");
  row.cmdline = "quiet";
  EXPECT_EQ(
      machine_text(row),
      "4 vCPUs, 512 MiB, 2 NUMA nodes; disk vda: 512 MiB, xfs, iops 200, requests 4; disk vdb: "
      "64 MiB; module: 256 MiB on node 1; command line `quiet`");
}

TEST(MachineText, LeavesOutADetailItDoesNotUnderstand) {
  for (const char* detail : {"", "[]", "{\"disks\": 3}", "{\"dimms\": [7], \"disks\": \"x\"}"})
    EXPECT_EQ(machine_text(machine(detail)), "4 vCPUs, 512 MiB, 2 NUMA nodes") << detail;
}

}  // namespace
}  // namespace folioscope::resultpage
