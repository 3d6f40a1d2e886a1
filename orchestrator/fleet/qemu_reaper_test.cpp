// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/qemu_reaper.h"

#include <gtest/gtest.h>
#include <signal.h>

namespace folioscope::fleet {
namespace {

constexpr pid_t kUs = 100;
constexpr pid_t kOurSession = 90;

TEST(DetachedQemu, ChildInASessionOfItsOwn_IsOne) {
  EXPECT_TRUE(
      is_detached_qemu("71 (qemu-system-x86) S 100 70 70 0 -1 4194304 1", kUs, kOurSession));
  EXPECT_TRUE(
      is_detached_qemu("71 (qemu-system-x86) Z 100 70 70 0 -1 4194304 1", kUs, kOurSession));
}

TEST(DetachedQemu, WhatWeStartedOurselves_IsLeftToItsStarter) {
  EXPECT_FALSE(is_detached_qemu("71 (qemu-system-x86) Z 100 71 90 0 -1 0", kUs, kOurSession));
}

TEST(DetachedQemu, ChildrenOfOthersAndOtherPrograms_AreNone) {
  EXPECT_FALSE(is_detached_qemu("71 (qemu-system-x86) Z 1 70 70 0 -1 0", kUs, kOurSession));
  EXPECT_FALSE(is_detached_qemu("71 (make) Z 100 70 70 0 -1 0", kUs, kOurSession));
  EXPECT_FALSE(is_detached_qemu("71 (a) qemu-system) Z 100 70 70 0", kUs, kOurSession));
}

TEST(DetachedQemu, LineCutAnywhere_IsNoneOrTheSame) {
  const std::string_view line = "71 (qemu-system-x86) Z 100 70 90 0";
  for (std::size_t size = 0; size < line.size(); ++size) {
    const std::string_view cut = line.substr(0, size);
    if (cut.find("100 70 90") == cut.npos) continue;
    EXPECT_FALSE(is_detached_qemu(cut, kUs, kOurSession)) << cut;
  }
  EXPECT_FALSE(is_detached_qemu("", kUs, kOurSession));
  EXPECT_FALSE(is_detached_qemu("71 (qemu-system-x86)", kUs, kOurSession));
}

TEST(EndOfAProcess, ExitAndSignalAreToldApart) {
  EXPECT_EQ(describe_end(CLD_EXITED, 1), "exit code 1");
  EXPECT_EQ(describe_end(CLD_KILLED, SIGKILL), "signal 9 (Killed)");
  EXPECT_EQ(describe_end(CLD_DUMPED, SIGABRT), "signal 6 (Aborted)");
}

}  // namespace
}  // namespace folioscope::fleet
