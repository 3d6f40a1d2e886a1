// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/selftests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "sys/files.h"
#include "sys/process.h"

namespace folioscope::run {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Selftests, OfSeveralBasesEachHasItsOwn) {
  const std::vector<spec::NamedBase> both = {{"6.1", {}}, {"7.3", {}}};
  spec::Workload workload;
  workload.program = "cow";
  EXPECT_EQ(program_on(workload, both, 1), "cow");
  workload.selftest = "mm";
  EXPECT_EQ(program_on(workload, both, 1), "cow@7.3");
  EXPECT_EQ(program_on(workload, {both.front()}, 0), "cow");
}

TEST(Selftests, EachProgramOfACollectionIsAResult) {
  const TempDir place = *TempDir::create("selftests");
  const auto program = [&](const std::string& name, const std::string& text) {
    ASSERT_TRUE(sys::write_file(place.path() / name, "#!/bin/sh\n" + text).ok());
    std::filesystem::permissions(place.path() / name, std::filesystem::perms::owner_all);
  };
  program("good", "cat; echo ok 1 inner");
  program("skips", "exit 4");
  program("it's bad", "for i in 1 2 3 4 5 6; do echo line $i >&2; done; exit 3");
  ASSERT_TRUE(sys::write_file(
                  place.path() / "run",
                  collection_script(place.path().string(), {"good", "it's bad", "gone", "skips"}))
                  .ok());
  sys::Command command;
  command.argv = {"/bin/sh", (place.path() / "run").string()};
  const auto exit = sys::run(command);
  ASSERT_TRUE(exit.ok()) << exit.fault().what;
  EXPECT_EQ(exit->code, 1);
  EXPECT_THAT(exit->out, StartsWith("TAP version 13\n1..4\nok 1 good\nnot ok 2 it's bad # exit=3\n"
                                    "| line 2\n| line 3\n| line 4\n| line 5\n| line 6\n"
                                    "not ok 3 gone # exit=127\n"));
  EXPECT_THAT(exit->out, HasSubstr("\nok 4 skips # SKIP\n"));
}

}  // namespace
}  // namespace folioscope::run
