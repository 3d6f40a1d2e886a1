// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/cell_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "testing/fake_world.h"

namespace folioscope::run {
namespace {

using Kind = fleet::GuestEvent::Kind;
using testing::HasSubstr;

class CellRunner : public testing::Test {
 protected:
  BootOutcome boot(const Script& script) {
    world_.emplace([script](int) { return script; });
    // The waits for a power-off and the like shrink with the scale; nothing here needs time.
    const RunContext context{plan_,
                             *directory_,
                             world_->fleet(),
                             world_->server(),
                             fleet::Accel::Tcg,
                             "/initrd",
                             sys::TimeScale(0.001),
                             [] { return sys::HostCounters{}; }};
    VariantKernel kernel;
    kernel.kernel.emplace().image = "/kernel";
    return *boot_cell(context, plan_.cells.front(), kernel, {});
  }

  plan::Plan plan_ = small_plan();
  TempDir temp_ = *TempDir::create("cell-runner");
  std::optional<Directory> directory_ = *Directory::create(temp_.path() / "run");
  std::optional<FakeWorld> world_;
};

TEST_F(CellRunner, OrderlySessionAndExitZero_IsDoneAndKeepsTheSession) {
  const BootOutcome outcome = boot(good_boot());
  EXPECT_EQ(outcome.status(), CellStatus::Done);
  EXPECT_NE(outcome.session, nullptr);
  EXPECT_TRUE(outcome.boot_ms.has_value());
  EXPECT_EQ(world_->stops(), 1);
}

TEST_F(CellRunner, CommandLineCarriesTheMachinesWordsAndNoSecret) {
  boot(good_boot());
  const fleet::BootRequest first = world_->requests().front();
  EXPECT_THAT(first.cmdline, HasSubstr("cma=32M"));
  EXPECT_THAT(first.cmdline, HasSubstr(" folioscope.agent"));
  EXPECT_TRUE(first.channel);
  boot(good_boot());
  EXPECT_EQ(first.cmdline, world_->requests().front().cmdline);
}

TEST_F(CellRunner, NoHelloBeforeTheDeadline_IsABootErrorWithADiagnosis) {
  Script script;
  script.hello = false;
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::BootError);
  EXPECT_THAT(outcome.reason(), HasSubstr("CPU#0 halted"));
}

TEST_F(CellRunner, PowerOffBeforeHello_IsABootErrorWithTheLastWords) {
  Script script;
  script.hello = false;
  script.guest_end = {Kind::Stopped, ""};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::BootError);
  EXPECT_THAT(outcome.reason(), HasSubstr("the guest powered off\nCPU#0 halted"));
}

TEST_F(CellRunner, PanicBeforeHello_IsABootErrorThatNamesThePanic) {
  Script script;
  script.hello = false;
  script.trouble = {Kind::Oops, "Kernel panic - not syncing: test"};
  script.guest_end = {Kind::Stopped, ""};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::BootError);
  EXPECT_THAT(outcome.reason(), HasSubstr("not syncing: test"));
}

TEST_F(CellRunner, OopsDuringTheWorkload_IsTheGuestsEvenWhenTheStreamBreaksFirst) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{false, "connection reset"};
  script.trouble = {Kind::Oops, "BUG: unable to handle page fault"};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::GuestOops);
  EXPECT_THAT(outcome.reason(), HasSubstr("page fault"));
  EXPECT_EQ(outcome.session, nullptr);
}

TEST_F(CellRunner, NoEndBeforeTheDeadline_IsAHang) {
  Script script;
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::Hang);
  EXPECT_THAT(outcome.reason(), HasSubstr("CPU#0 halted"));
}

TEST_F(CellRunner, ALockupReport_IsNamedInTheHangButDoesNotEndTheBootByItself) {
  Script script = good_boot();
  script.trouble = {Kind::Hang, "watchdog: BUG: soft lockup - CPU#1 stuck"};
  EXPECT_EQ(boot(script).status(), CellStatus::Done);
  script.session_end.reset();
  script.guest_end.reset();
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::Hang);
  EXPECT_THAT(outcome.reason(), HasSubstr("soft lockup"));
}

TEST_F(CellRunner, WorkloadThatExitsWithOne_IsAWorkloadErrorWithItsLastWords) {
  Script script = good_boot();
  script.received.workload_exits = {{0, 1, 0, "no CMA area", 0}};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::WorkloadError);
  EXPECT_THAT(outcome.reason(), HasSubstr("exited with 1: no CMA area"));
}

TEST_F(CellRunner, WorkloadKilledByASignal_IsAWorkloadError) {
  Script script = good_boot();
  script.received.workload_exits = {{0, -1, 9, "", 0}};
  EXPECT_THAT(boot(script).reason(), HasSubstr("ended by signal 9"));
}

TEST_F(CellRunner, SilenceAboutTheWorkload_IsNotSuccess) {
  Script script = good_boot();
  script.received.workload_exits.clear();
  EXPECT_EQ(boot(script).status(), CellStatus::WorkloadError);
}

TEST_F(CellRunner, WorkloadThatHadItsTime_IsKilledByTheHost) {
  Script script;
  script.workload_start = true;
  script.guest_end.reset();
  script.stopped = wire::WorkloadExit{.exit_code = -1, .signal = 9, .timed_out = true};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::WorkloadError);
  EXPECT_THAT(outcome.reason(), HasSubstr("did not end before its timeout"));
}

// vCPUs that only wait: the deadline in the guest's time never comes, the one on the wall does.
TEST_F(CellRunner, WorkloadOfAStarvedGuest_IsNotCalledTooSlow) {
  Script script;
  script.workload_start = true;
  script.stopped = wire::WorkloadExit{.exit_code = -1, .signal = 9, .timed_out = true};
  script.cpu_use = [begin = std::chrono::steady_clock::now()] {
    const std::chrono::nanoseconds waited = std::chrono::steady_clock::now() - begin;
    return fleet::CpuUse{{}, {{1, {}, 2 * waited}}, false};
  };
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::HostError);
  EXPECT_THAT(outcome.reason(), HasSubstr("too little CPU"));
  EXPECT_GT(outcome.host.waited.count(), 0);
}

TEST_F(CellRunner, GuestThatBreaksTheProtocol_IsTheGuests) {
  Script script = good_boot();
  script.session_end =
      ingest::SessionEnd{.reason = "the agent sent a second Hello", .domain = FaultDomain::Guest};
  EXPECT_EQ(boot(script).status(), CellStatus::GuestError);
}

TEST_F(CellRunner, JobThatTheAgentRefuses_IsAJobError) {
  Script script = good_boot();
  script.received.failure = wire::Failure{"no such event", "cma:cma_bogus"};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::JobError);
  EXPECT_THAT(outcome.reason(), HasSubstr("cma:cma_bogus"));
}

TEST_F(CellRunner, QemuThatDied_IsTheHostsAndSaysHowItEnded) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{.reason = "connection reset", .lost = true};
  script.guest_end = {Kind::QemuDied, "qemu was killed"};
  script.process_end = "signal 9 (Killed)";
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::HostError);
  EXPECT_THAT(outcome.reason(), HasSubstr("qemu was killed by signal 9"));
  EXPECT_EQ(outcome.process_end, "signal 9 (Killed)");
}

TEST_F(CellRunner, LostConnectionToAGuestThatStillRuns_IsAHangWithADiagnosis) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{.reason = "the agent's stream ended", .lost = true};
  script.guest_end.reset();
  script.trouble = {Kind::Hang, "rcu: INFO: rcu_sched self-detected stall"};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status(), CellStatus::Hang);
  EXPECT_THAT(outcome.reason(), HasSubstr("answers no more: the agent's stream ended"));
  EXPECT_THAT(outcome.reason(), HasSubstr("self-detected stall"));
  EXPECT_THAT(outcome.reason(), HasSubstr("CPU#0 halted"));
}

TEST_F(CellRunner, LostConnectionToAGuestThatEnded_IsTheHosts) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{.reason = "the agent's stream ended", .lost = true};
  EXPECT_EQ(boot(script).status(), CellStatus::HostError);
}

TEST_F(CellRunner, SessionThatTheHostBroke_IsTheHostsEvenIfTheGuestRunsOn) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{.reason = "no space left on device"};
  script.guest_end.reset();
  EXPECT_EQ(boot(script).status(), CellStatus::HostError);
}

TEST_F(CellRunner, GuestThatCannotBeStarted_IsTheHosts) {
  Script script;
  script.boot_fault = host_fault("qemu-system-x86_64 is missing");
  EXPECT_EQ(boot(script).status(), CellStatus::HostError);
}

}  // namespace
}  // namespace folioscope::run
