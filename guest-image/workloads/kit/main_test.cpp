// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/main.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace folioscope::workloads {
namespace {

using testing::HasSubstr;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

constexpr Option kCounted[] = {{"count", "1", "1..9", "how many"}};
constexpr Program kCounter = {"sample", "Does nothing.", kCounted};

Status succeed(const Args&) { return {}; }
Status fail(const Args&) { return guest_fault("no such area", "boot with cma=32M"); }

int run(std::vector<const char*> arguments, Status (*workload)(const Args&)) {
  arguments.insert(arguments.begin(), "sample");
  return run_main(kCounter, static_cast<int>(arguments.size()), arguments.data(), workload);
}

TEST(WorkloadMain, AnExperimentThatWasNotPerformedExitsWithOneAndTheReason) {
  CaptureStderr();
  EXPECT_EQ(run({}, fail), 1);
  EXPECT_EQ(GetCapturedStderr(), "sample: no such area\n  boot with cma=32M\n");
}

TEST(WorkloadMain, WrongArgumentsExitWithTwoBeforeAnythingIsDone) {
  CaptureStderr();
  EXPECT_EQ(run({"--count=10"}, fail), 2);
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("allowed: 1..9"));
}

TEST(WorkloadMain, HelpGoesToStandardOutputAndPerformsNothing) {
  CaptureStdout();
  EXPECT_EQ(run({"--help"}, fail), 0);
  EXPECT_THAT(GetCapturedStdout(), HasSubstr("--count=1..9"));
  EXPECT_EQ(run({"--count=9"}, succeed), 0);
}

TEST(WorkloadMain, CheckStopsAfterTheArguments) {
  EXPECT_EQ(run({"--count=9", "--check"}, fail), 0);
  CaptureStderr();
  EXPECT_EQ(run({"--check", "--count=10"}, fail), 2);
  EXPECT_THAT(GetCapturedStderr(), HasSubstr("allowed: 1..9"));
}

}  // namespace
}  // namespace folioscope::workloads
