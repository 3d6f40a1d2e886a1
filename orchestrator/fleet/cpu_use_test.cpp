// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/cpu_use.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace folioscope::fleet {
namespace {

using std::chrono::nanoseconds;

TEST(CpuUse, SchedstatIsWhatAThreadRanAndWaited) {
  EXPECT_EQ(parse_schedstat(7, "98903298 850711995 475\n"),
            (VcpuUse{7, nanoseconds(98'903'298), nanoseconds(850'711'995)}));
}

TEST(CpuUse, SchedstatThatIsCut_IsNone) {
  for (const char* text : {"", "98903298", "98903298 ", "x 1 2"})
    EXPECT_EQ(parse_schedstat(7, text), std::nullopt) << text;
}

TEST(CpuUse, StoppedAndTracedProcesses_AreToldFromSleepingOnes) {
  EXPECT_TRUE(is_stopped("12 (qemu-system-x86) T 1 12"));
  EXPECT_TRUE(is_stopped("12 (qemu-system-x86) t 1 12"));
  EXPECT_FALSE(is_stopped("12 (qemu) T 1) S 1 12"));
  EXPECT_FALSE(is_stopped("12 (qemu)"));
}

TEST(CpuUse, ZombiesHaveEnded) {
  EXPECT_TRUE(has_ended("12 (qemu-system-x86) Z 1 12"));
  EXPECT_TRUE(has_ended("12 (qemu-system-x86) X 1 12"));
  EXPECT_FALSE(has_ended("12 (qemu) Z 1) S 1 12"));
  EXPECT_FALSE(has_ended(""));
}

TEST(CpuUse, OnlyThreadsOfVcpusCount) {
  EXPECT_TRUE(is_vcpu_name("CPU 0/TCG\n"));
  EXPECT_TRUE(is_vcpu_name("CPU 12/KVM\n"));
  EXPECT_FALSE(is_vcpu_name("qemu-system-x86\n"));
  EXPECT_FALSE(is_vcpu_name("IO mon_iothread\n"));
}

TEST(CpuUse, OwnProcess_HasRunAndIsNotStopped) {
  const auto use = CpuUseReader(::getpid()).read();
  ASSERT_TRUE(use.has_value());
  EXPECT_GT(use->ran.count(), 0);
  EXPECT_FALSE(use->stopped);
  EXPECT_TRUE(use->vcpus.empty());
}

TEST(CpuUse, StoppedChild_IsSeenAsStopped_AndGoneIsNothing) {
  const char* argv[] = {"/bin/cat", nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  pid_t pid = 0;
  ASSERT_EQ(::posix_spawn(&pid, argv[0], &actions, nullptr, const_cast<char**>(argv), environ), 0);
  posix_spawn_file_actions_destroy(&actions);
  CpuUseReader reader(pid);
  ::kill(pid, SIGSTOP);
  ASSERT_EQ(::waitpid(pid, nullptr, WUNTRACED), pid);
  EXPECT_TRUE(reader.read().value().stopped);
  ::kill(pid, SIGKILL);
  siginfo_t info{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT), 0);
  EXPECT_FALSE(reader.read().has_value()) << "a zombie";
  ASSERT_EQ(::waitpid(pid, nullptr, 0), pid);
  EXPECT_FALSE(reader.read().has_value());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(CpuUse, DomainNobodyRuns_HasNoProcess) {
  EXPECT_EQ(find_qemu_of("folioscope-nobody-has-this-name"), 0);
}

}  // namespace
}  // namespace folioscope::fleet
