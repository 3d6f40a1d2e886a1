// SPDX-License-Identifier: GPL-3.0-or-later
// Each evidence and its status.
#include "run/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/status_of.h"

namespace folioscope::run {
namespace {

using Kind = fleet::GuestEvent::Kind;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

// A calm host: everything that the guest wanted.
HostEvidence calm(seconds wall = seconds(20)) {
  HostEvidence host;
  host.wall = host.served = host.ran = wall;
  return host;
}

HostEvidence starved() {
  HostEvidence host;
  host.wall = seconds(600);
  host.served = seconds(30);
  host.ran = seconds(30);
  host.waited = seconds(570);
  return host;
}

BootFacts facts_of(HostEvidence host) {
  BootFacts facts;
  facts.host = host;
  facts.lately = {host.wall, host.served, host.paused};
  return facts;
}

BootFacts booting() { return facts_of(calm()); }

BootFacts running(HostEvidence host = calm()) {
  BootFacts facts = facts_of(host);
  facts.state.hello.emplace();
  facts.cpus = 1;
  return facts;
}

BootFacts ended(const wire::WorkloadExit& exit) {
  BootFacts facts = running();
  facts.state.session_end = ingest::SessionEnd{.orderly = true, .reason = {}};
  facts.state.guest_end = fleet::GuestEvent{Kind::Stopped, "powered off"};
  facts.workload_exits = {exit};
  return facts;
}

BootFacts lost(HostEvidence host) {
  BootFacts facts = running(host);
  facts.state.session_end = ingest::SessionEnd{.reason = "the stream ended", .lost = true};
  return facts;
}

TEST(Judge, SelftestThatFailed_IsDone) {
  for (const int code : {1, 4}) {
    BootFacts facts = ended({.exit_code = code});
    EXPECT_EQ(judge(facts).status, CellStatus::WorkloadError);
    facts.reported_tests = true;
    EXPECT_EQ(judge(facts).status, CellStatus::Done);
  }
  BootFacts killed = ended({.exit_code = -1, .signal = 11});
  killed.reported_tests = true;
  EXPECT_EQ(judge(killed).status, CellStatus::WorkloadError);
}

TEST(Judge, WorkloadThatEndedWell_IsDone) {
  const Judgement judgement = judge(ended({}));
  EXPECT_EQ(judgement.status, CellStatus::Done);
  EXPECT_EQ(judgement.reason, "");
}

TEST(Judge, NoHelloAfterTheGuestHadItsTime_IsTheGuests) {
  BootFacts facts = booting();
  facts.expired = Expired::Served;
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::BootError);
  EXPECT_TRUE(judgement.diagnosis);
}

TEST(Judge, NoHelloOfAStarvedGuest_IsTheHostsAndSaysHowStarved) {
  BootFacts facts = facts_of(starved());
  facts.expired = Expired::Wall;
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::HostError);
  EXPECT_THAT(judgement.reason, HasSubstr("ran for 30.0 s"));
  EXPECT_THAT(judgement.reason, HasSubstr("waited 570.0 s for a CPU in 600.0 s"));
}

TEST(Judge, QemuKilledWhileBooting_IsTheHostsAndNamesTheSignal) {
  BootFacts facts = booting();
  facts.state.guest_end = fleet::GuestEvent{Kind::QemuDied, "QEMU ended unexpectedly"};
  facts.process_end = "signal 9 (Killed)";
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::HostError);
  EXPECT_THAT(judgement.reason, HasSubstr("by signal 9 (Killed); `dmesg`"));
  EXPECT_FALSE(judgement.unexplained);
}

TEST(Judge, QemuKilledInTheWorkload_IsTheHosts) {
  BootFacts facts = lost(calm());
  facts.state.guest_end = fleet::GuestEvent{Kind::QemuDied, "QEMU ended unexpectedly"};
  facts.process_end = "exit code 1";
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
  facts.state.session_end.reset();
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
}

TEST(Judge, OopsIsTheGuestsEvenWhenQemuIsKilledAfterwards) {
  BootFacts facts = lost(calm());
  facts.state.oops = "BUG: unable to handle page fault";
  facts.state.guest_end = fleet::GuestEvent{Kind::QemuDied, "QEMU ended unexpectedly"};
  EXPECT_EQ(judge(facts).status, CellStatus::GuestOops);
}

TEST(Judge, TripleFaultWhileBooting_IsTheGuests) {
  BootFacts facts = booting();
  facts.state.guest_end = fleet::GuestEvent{Kind::Crashed, "reset without a word"};
  EXPECT_EQ(judge(facts).status, CellStatus::BootError);
}

TEST(Judge, TripleFaultInTheWorkload_IsTheGuests) {
  BootFacts facts = lost(calm());
  facts.state.guest_end = fleet::GuestEvent{Kind::Crashed, "reset without a word"};
  EXPECT_EQ(judge(facts).status, CellStatus::GuestOops);
}

TEST(Judge, PanicOfTheTimerCheck_IsTheHosts) {
  BootFacts facts = booting();
  facts.state.oops = "Kernel panic - not syncing: IO-APIC + timer doesn't work!  Boot with ...";
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
}

TEST(Judge, OtherPanicsWhileBooting_AreTheGuestsOnAStarvedHostToo) {
  BootFacts facts = facts_of(starved());
  facts.state.oops = "Kernel panic - not syncing: VFS: Unable to mount root fs";
  EXPECT_EQ(judge(facts).status, CellStatus::BootError);
}

TEST(Judge, BreakpointThatTheEmulatorLost_IsTheHostsUnderEmulationOnly) {
  for (const char* oops : {"int3: 0000 [#1] PREEMPT SMP NOPTI\nCPU: 1 PID: 0",
                           "Oops: int3: 0000 [#1] SMP NOPTI\nCPU: 3 UID: 0 PID: 1"}) {
    SCOPED_TRACE(oops);
    BootFacts facts = running();
    facts.state.oops = oops;
    EXPECT_EQ(judge(facts).status, CellStatus::HostError);
    facts.state.hello.reset();  // as it boots
    EXPECT_EQ(judge(facts).status, CellStatus::HostError);
    facts.accel = fleet::Accel::Kvm;
    EXPECT_EQ(judge(facts).status, CellStatus::BootError);
    facts.state.hello.emplace();
    EXPECT_EQ(judge(facts).status, CellStatus::GuestOops);
  }
}

TEST(Judge, NoEndAfterTheGuestHadItsTime_IsAHang) {
  BootFacts facts = running();
  facts.expired = Expired::Served;
  facts.state.stall = "soft lockup - CPU#1 stuck";
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::Hang);
  EXPECT_THAT(judgement.reason, HasSubstr("soft lockup"));
}

TEST(Judge, StallOfAStarvedGuest_IsNoHang) {
  BootFacts facts = running(starved());
  facts.expired = Expired::Wall;
  facts.state.stall = "rcu: INFO: rcu_sched self-detected stall";
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
}

TEST(Judge, StallOfAGuestThatEndsWell_IsDone) {
  BootFacts facts = ended({});
  facts.state.stall = "rcu: INFO: rcu_sched self-detected stall";
  EXPECT_EQ(judge(facts).status, CellStatus::Done);
}

TEST(Judge, GuestThatHadCpuAndDoesNotAnswer_IsAHang) {
  EXPECT_EQ(judge(lost(calm(seconds(240)))).status, CellStatus::Hang);
}

TEST(Judge, GuestThatHadNoCpuAndDoesNotAnswer_IsTheHosts) {
  EXPECT_EQ(judge(lost(starved())).status, CellStatus::HostError);
}

TEST(Judge, ConnectionLostAcrossAPauseOfOurs_IsTheHosts) {
  HostEvidence paused = calm(seconds(240));
  paused.paused = seconds(120);
  const Judgement judgement = judge(lost(paused));
  EXPECT_EQ(judgement.status, CellStatus::HostError);
  EXPECT_THAT(judgement.reason, HasSubstr("folioscope itself did not run for 120.0 s"));
}

TEST(Judge, GuestThatPowersOffWithoutAHello_IsTheGuests) {
  BootFacts facts = booting();
  facts.state.guest_end = fleet::GuestEvent{Kind::Stopped, "powered off"};
  EXPECT_EQ(judge(facts).status, CellStatus::BootError);
}

TEST(Judge, AgentThatGaveUpWhileWeDidNotRun_IsTheHosts) {
  HostEvidence paused = calm(minutes(11));
  paused.paused = minutes(10);
  BootFacts facts = facts_of(paused);
  facts.state.guest_end = fleet::GuestEvent{Kind::Stopped, "powered off"};
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
}

TEST(Judge, ProtocolThatTheGuestBreaks_IsTheGuests) {
  BootFacts facts = lost(calm());
  facts.state.session_end = ingest::SessionEnd{.reason = "the agent sent batch 3 of CPU 1 again",
                                               .domain = FaultDomain::Guest};
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::GuestError);
  EXPECT_THAT(judgement.reason, HasSubstr("batch 3 of CPU 1 again"));
}

TEST(Judge, DiskThatIsFull_IsTheHosts) {
  BootFacts facts = lost(calm());
  facts.state.session_end =
      ingest::SessionEnd{.reason = "no space left on device", .domain = FaultDomain::Host};
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
}

TEST(Judge, AgentKilledForMemory_IsTheGuests) {
  BootFacts facts = lost(calm());
  facts.state.guest_end = fleet::GuestEvent{Kind::Stopped, "powered off", 1};
  EXPECT_EQ(judge(facts).status, CellStatus::GuestError);
}

TEST(Judge, StreamThatBreaksForNoReason_IsTriedAgainAndInTheEndTheGuests) {
  BootFacts facts = lost(calm());
  facts.state.guest_end = fleet::GuestEvent{Kind::Stopped, "powered off"};
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::HostError);
  EXPECT_TRUE(judgement.unexplained);
  EXPECT_EQ(after_last_attempt(judgement, 3).status, CellStatus::GuestError);
}

TEST(Judge, StreamThatBreaksOnAStarvedHost_StaysTheHosts) {
  BootFacts facts = lost(starved());
  facts.state.guest_end = fleet::GuestEvent{Kind::Stopped, "powered off"};
  EXPECT_EQ(after_last_attempt(judge(facts), 3).status, CellStatus::HostError);
}

TEST(Judge, WorkloadThatHadItsTime_TimesOut) {
  BootFacts facts = ended({.exit_code = -1, .signal = 9, .timed_out = true});
  facts.workload_expired = Expired::Served;
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::WorkloadError);
  EXPECT_THAT(judgement.reason, HasSubstr("did not end before its timeout"));
}

TEST(Judge, WorkloadOfAStarvedGuest_DoesNotTimeOutButIsTheHosts) {
  BootFacts facts = ended({.exit_code = -1, .signal = 9, .timed_out = true});
  facts.workload_expired = Expired::Wall;
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
  facts.workload_expired = Expired::No;  // the agent's own limit, ten times the timeout
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
}

TEST(Judge, WorkloadThatFails_IsTheWorkloadsWhateverTheHostDid) {
  BootFacts facts = ended({.exit_code = 1, .stderr_tail = "no CMA area\n"});
  facts.host = starved();
  const Judgement judgement = judge(facts);
  EXPECT_EQ(judgement.status, CellStatus::WorkloadError);
  EXPECT_EQ(judgement.reason, "the workload exited with 1: no CMA area");
}

TEST(Judge, CpuThatAStarvedGuestLost_IsTheHosts) {
  BootFacts facts = ended({});
  facts.vcpus = 2;
  EXPECT_EQ(judge(facts).status, CellStatus::Done) << "a command line may say so";
  facts.host = starved();
  EXPECT_EQ(judge(facts).status, CellStatus::HostError);
}

TEST(Judge, JobThatTheAgentCannotDo_IsAJobError) {
  BootFacts facts = lost(calm());
  facts.failure = wire::Failure{"no such event", "cma:cma_bogus"};
  EXPECT_EQ(judge(facts).status, CellStatus::JobError);
}

TEST(StatusOf, EveryDomainHasItsStatusAtEveryStage) {
  const auto at = [](FaultDomain domain, Stage stage) {
    return status_of({domain, "x", ""}, stage);
  };
  for (const FaultDomain domain : {FaultDomain::User, FaultDomain::Patch}) {
    EXPECT_EQ(at(domain, Stage::Build), CellStatus::BuildError);
    EXPECT_EQ(at(domain, Stage::Boot), CellStatus::HostError);
  }
  EXPECT_EQ(at(FaultDomain::Guest, Stage::Boot), CellStatus::BootError);
  EXPECT_EQ(at(FaultDomain::Guest, Stage::Session), CellStatus::GuestError);
  for (const Stage stage : {Stage::Build, Stage::Boot, Stage::Session})
    for (const FaultDomain domain : {FaultDomain::Host, FaultDomain::Bug})
      EXPECT_EQ(at(domain, stage), CellStatus::HostError);
}

TEST(StatusOf, OnlyWhatTheHostDidIsTriedAgain) {
  for (const auto& [status, name] : kCellStatusNames)
    EXPECT_EQ(is_worth_a_retry(status), status == CellStatus::HostError) << name;
}

}  // namespace
}  // namespace folioscope::run
