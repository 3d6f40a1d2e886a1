// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::fleet {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Probe, KernelThatGreets_IsKvmAndEndedAtOnce) {
  const ProbeResult result = probe_with({"sh", "-c", "echo 'Linux version 6.1.192'; exec sleep 60"},
                                        std::chrono::seconds(30));
  EXPECT_EQ(result.accel, Accel::Kvm);
  EXPECT_THAT(result.why, StartsWith("kvm: a guest greeted after"));
}

TEST(Probe, GuestThatSaysNothing_IsTcgAfterTheDeadline) {
  const ProbeResult result = probe_with({"sleep", "60"}, std::chrono::milliseconds(100));
  EXPECT_EQ(result.accel, Accel::Tcg);
  EXPECT_EQ(result.why, "tcg: /dev/kvm opens, but a guest with it does not boot in 0.1 s");
}

TEST(Probe, QemuThatFails_IsTcgWithItsFirstWords) {
  const ProbeResult result =
      probe_with({"sh", "-c", "echo 'failed to set MSR' >&2; exit 1"}, std::chrono::seconds(30));
  EXPECT_EQ(result.accel, Accel::Tcg);
  EXPECT_THAT(result.why, HasSubstr("failed to set MSR"));
}

TEST(Probe, MissingQemu_IsTcg) {
  const ProbeResult result = probe_with({"qemu-is-not-here"}, std::chrono::seconds(30));
  EXPECT_EQ(result.accel, Accel::Tcg);
  EXPECT_THAT(result.why, HasSubstr("qemu-is-not-here"));
}

TEST(Probe, BusyHost_IsNoWitnessAgainstKvm) {
  sys::HostCounters before, after;
  before.cpu_pressure = after.cpu_pressure = std::chrono::seconds(100);
  EXPECT_FALSE(was_busy(before, after, std::chrono::seconds(6)));
  after.cpu_pressure = std::chrono::seconds(104);
  EXPECT_TRUE(was_busy(before, after, std::chrono::seconds(6)));
  before.cpu_pressure.reset();
  EXPECT_FALSE(was_busy(before, after, std::chrono::seconds(6)));
  after.steal = std::chrono::seconds(5);
  EXPECT_TRUE(was_busy(before, after, std::chrono::seconds(6)));
}

}  // namespace
}  // namespace folioscope::fleet
