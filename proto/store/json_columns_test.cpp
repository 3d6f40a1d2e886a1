// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/json_columns.h"

#include <gtest/gtest.h>

namespace folioscope::store {
namespace {

TEST(JsonColumns, NamedValuesKeepTheirOrderAndTheirText) {
  const NamedValues settings{{"/sys/b", "1"}, {"/sys/a", "x \"y\"\n"}};
  EXPECT_EQ(named_values_json(settings), R"({"/sys/b":"1","/sys/a":"x \"y\"\n"})");
  EXPECT_EQ(named_values(named_values_json(settings)), settings);
  EXPECT_EQ(named_values_json({}), "{}");
}

TEST(JsonColumns, NumbersOfTheHostAreNumbersInTheFile) {
  const NamedValues host{
      {"cores", "2"}, {"cpu_model", "x 7"},        {"id", "007"}, {"zero", "0"}, {"none", ""},
      {"less", "-1"}, {"more", "1234567890123456"}};
  EXPECT_EQ(host_json(host),
            R"({"cores":2,"cpu_model":"x 7","id":"007","zero":0,"none":"","less":"-1",)"
            R"("more":"1234567890123456"})");
  EXPECT_EQ(named_values(host_json(host)), host);
}

TEST(JsonColumns, PatchesComeBack_AlsoOneWithoutAHash) {
  const std::vector<PatchRow> stack{{"patch", "a.patch", "00ff"},
                                    {"revert", "v6.1^"},
                                    {"mbox", "b.mbox", "", {"with fuzz 1", "x"}}};
  EXPECT_EQ(patches_of(patches_json(stack)), stack);
}

TEST(JsonColumns, NotesOfAnotherShapeAreNone) {
  const std::vector<PatchRow> read = patches_of(
      R"([{"kind":"patch","target":"a","notes":"x"},{"kind":"patch","target":"b","notes":[1]}])");
  EXPECT_EQ(read, (std::vector<PatchRow>{{"patch", "a"}, {"patch", "b"}}));
}

TEST(JsonColumns, AMachineComesBack) {
  MachineDetail machine;
  machine.nodes = {{mib(256), {0, 1}}, {mib(512), {2}}};
  machine.distance = 20;
  machine.distances = {{10, 21}, {42, 10}};
  machine.dimms = {{mib(128), 1}};
  machine.disks = {{.size = mib(64), .filesystem = "xfs", .iops = 200, .requests = 4},
                   {.size = mib(32), .write_bytes_per_s = 1'000'000}};
  EXPECT_EQ(detail_of(detail_json(machine)), machine);
}

// Older folioscopes wrote keys in another order; the columns have no version of their own.
TEST(JsonColumns, WhatOlderOnesWroteIsRead) {
  const MachineDetail machine =
      detail_of(R"({"dimms":[{"memory_bytes":268435456,"node":1}],"distance":20,)"
                R"("disks":[{"filesystem":"xfs","iops":200,"size_bytes":536870912}],"nodes":[]})");
  EXPECT_EQ(machine.dimms.at(0), (DimmRow{mib(256), 1}));
  EXPECT_EQ(machine.disks.at(0).iops, 200u);
  EXPECT_EQ(named_values(R"({"allocations":50})"), (NamedValues{{"allocations", "50"}}));
}

TEST(JsonColumns, WhatIsNotAsItShouldBeIsLeftOut) {
  for (const char* json : {"", "none", "7", "[]", "[3]", "{\"a\":", "{\"disks\": 3}",
                           R"({"dimms": [7], "disks": "x", "nodes": [{"cpus": [-1, "a"]}]})"}) {
    SCOPED_TRACE(json);
    EXPECT_TRUE(patches_of(json).empty());
    EXPECT_TRUE(detail_of(json).disks.empty());
    EXPECT_TRUE(detail_of(json).dimms.empty());
  }
  EXPECT_TRUE(named_values("[1]").empty());
  EXPECT_TRUE(named_values("{cores: two").empty());
}

}  // namespace
}  // namespace folioscope::store
