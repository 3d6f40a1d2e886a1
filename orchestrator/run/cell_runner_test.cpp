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

plan::Plan small_plan() {
  plan::Plan plan;
  plan.spec.name = "unit";
  plan.spec.variants = {{"stock", {}}};
  spec::Machine machine;
  machine.name = "m";
  machine.nodes = {{mib(512), {0}}};
  machine.cmdline = "cma=32M";
  plan.spec.machines = {machine};
  plan.spec.boot_timeout_ms = 20;
  plan.workloads = {{"w", "w", {{"allocations", "50"}}, 20, spec::Observe::Events}};
  plan::Cell cell;
  cell.id = CellId{1};
  plan.cells = {cell};
  return plan;
}

class CellRunner : public testing::Test {
 protected:
  BootOutcome boot(const Script& script) {
    world_.emplace([script](int) { return script; });
    // The waits for a power-off and the like shrink with the scale; nothing here needs time.
    const Bench bench{
        plan_,     *directory_,          world_->fleet(), world_->server(), fleet::Accel::Tcg,
        "/initrd", sys::TimeScale(0.001)};
    return *boot_cell(bench, plan_.cells.front(), "/kernel", {});
  }

  plan::Plan plan_ = small_plan();
  TempDir temp_ = *TempDir::create("cell-runner");
  std::optional<Directory> directory_ = *Directory::create(temp_.path() / "run");
  std::optional<FakeWorld> world_;
};

TEST_F(CellRunner, OrderlySessionAndExitZero_IsDoneAndKeepsTheSession) {
  const BootOutcome outcome = boot(good_boot());
  EXPECT_EQ(outcome.status, CellStatus::Done);
  EXPECT_NE(outcome.session, nullptr);
  EXPECT_TRUE(outcome.boot_ms.has_value());
  EXPECT_EQ(world_->stops(), 1);
}

TEST_F(CellRunner, CommandLineCarriesTheMachinesWordsAndAFreshToken) {
  boot(good_boot());
  const std::string first = world_->requests().front().cmdline;
  EXPECT_THAT(first, HasSubstr("cma=32M"));
  EXPECT_THAT(first, HasSubstr("folioscope.host=10.0.2.2:4711"));
  boot(good_boot());
  EXPECT_NE(first, world_->requests().front().cmdline);
}

TEST_F(CellRunner, JobCarriesProgramAndArguments) {
  const wire::Job job = make_job(plan_, plan_.cells.front());
  ASSERT_EQ(job.workloads.size(), 1u);
  EXPECT_EQ(job.workloads.front().program, "w");
  EXPECT_THAT(job.workloads.front().args, testing::ElementsAre("--allocations=50"));
}

TEST_F(CellRunner, NoHelloBeforeTheDeadline_IsABootErrorWithADiagnosis) {
  Script script;
  script.hello = false;
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::BootError);
  EXPECT_THAT(outcome.reason, HasSubstr("CPU#0 halted"));
}

TEST_F(CellRunner, PowerOffBeforeHello_IsABootErrorWithTheLastWords) {
  Script script;
  script.hello = false;
  script.guest_end = {Kind::Stopped, ""};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::BootError);
  EXPECT_THAT(outcome.reason, HasSubstr("the guest powered off\nCPU#0 halted"));
}

TEST_F(CellRunner, PanicBeforeHello_IsABootErrorThatNamesThePanic) {
  Script script;
  script.hello = false;
  script.trouble = {Kind::Oops, "Kernel panic - not syncing: test"};
  script.guest_end = {Kind::Stopped, ""};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::BootError);
  EXPECT_THAT(outcome.reason, HasSubstr("not syncing: test"));
}

TEST_F(CellRunner, OopsDuringTheWorkload_IsTheGuestsEvenWhenTheStreamBreaksFirst) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{false, "connection reset"};
  script.trouble = {Kind::Oops, "BUG: unable to handle page fault"};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::GuestOops);
  EXPECT_THAT(outcome.reason, HasSubstr("page fault"));
  EXPECT_EQ(outcome.session, nullptr);
}

TEST_F(CellRunner, NoEndBeforeTheDeadline_IsAHang) {
  Script script;
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::Hang);
  EXPECT_THAT(outcome.reason, HasSubstr("CPU#0 halted"));
}

TEST_F(CellRunner, ALockupReport_IsNamedInTheHangButDoesNotEndTheBootByItself) {
  Script script = good_boot();
  script.trouble = {Kind::Hang, "watchdog: BUG: soft lockup - CPU#1 stuck"};
  EXPECT_EQ(boot(script).status, CellStatus::Done);
  script.session_end.reset();
  script.guest_end.reset();
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::Hang);
  EXPECT_THAT(outcome.reason, HasSubstr("soft lockup"));
}

TEST_F(CellRunner, WorkloadThatExitsWithOne_IsAWorkloadErrorWithItsLastWords) {
  Script script = good_boot();
  script.received.workload_exits = {{0, 1, 0, "no CMA area", 0}};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::WorkloadError);
  EXPECT_THAT(outcome.reason, HasSubstr("exited with 1: no CMA area"));
}

TEST_F(CellRunner, WorkloadKilledByASignal_IsAWorkloadError) {
  Script script = good_boot();
  script.received.workload_exits = {{0, -1, 9, "", 0}};
  EXPECT_THAT(boot(script).reason, HasSubstr("ended by signal 9"));
}

TEST_F(CellRunner, SilenceAboutTheWorkload_IsNotSuccess) {
  Script script = good_boot();
  script.received.workload_exits.clear();
  EXPECT_EQ(boot(script).status, CellStatus::WorkloadError);
}

TEST_F(CellRunner, JobThatTheAgentRefuses_IsAJobError) {
  Script script = good_boot();
  script.received.failure = wire::Failure{"no such event", "cma:cma_bogus"};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::JobError);
  EXPECT_THAT(outcome.reason, HasSubstr("cma:cma_bogus"));
}

TEST_F(CellRunner, BrokenStreamWithoutOops_IsInfra) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{false, "connection reset"};
  script.guest_end = {Kind::Crashed, "qemu was killed"};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::HostError);
  EXPECT_THAT(outcome.reason, HasSubstr("qemu was killed"));
}

TEST_F(CellRunner, LostConnectionToAGuestThatStillRuns_IsAHangWithADiagnosis) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{.reason = "the agent's stream ended", .lost = true};
  script.guest_end.reset();
  script.trouble = {Kind::Hang, "rcu: INFO: rcu_sched self-detected stall"};
  const BootOutcome outcome = boot(script);
  EXPECT_EQ(outcome.status, CellStatus::Hang);
  EXPECT_THAT(outcome.reason, HasSubstr("answers no more: the agent's stream ended"));
  EXPECT_THAT(outcome.reason, HasSubstr("self-detected stall"));
  EXPECT_THAT(outcome.reason, HasSubstr("CPU#0 halted"));
}

TEST_F(CellRunner, LostConnectionToAGuestThatEnded_IsInfra) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{.reason = "the agent's stream ended", .lost = true};
  EXPECT_EQ(boot(script).status, CellStatus::HostError);
}

TEST_F(CellRunner, SessionThatTheHostBroke_IsInfraEvenIfTheGuestRunsOn) {
  Script script = good_boot();
  script.session_end = ingest::SessionEnd{.reason = "no space left on device"};
  script.guest_end.reset();
  EXPECT_EQ(boot(script).status, CellStatus::HostError);
}

TEST_F(CellRunner, GuestThatCannotBeStarted_IsInfra) {
  Script script;
  script.boot_fault = host_fault("qemu-system-x86_64 is missing");
  EXPECT_EQ(boot(script).status, CellStatus::HostError);
}

plan::Plan observed_plan(spec::Observe level) {
  plan::Plan plan = small_plan();
  plan.spec.instrumentation = {"/x/0001.patch"};
  plan.spec.watch = "cma";
  plan.spec.events = {{spec::EventRequest::Kind::Tracepoint, "cma:cma_alloc_start", "", "", ""}};
  plan.workloads[0].observe = level;
  return plan;
}

TEST(Job, NoObservationTouchesNothingInTheGuest) {
  const plan::Plan plan = observed_plan(spec::Observe::None);
  const wire::Job job = make_job(plan, plan.cells.front());
  EXPECT_TRUE(job.events.empty());
  EXPECT_TRUE(job.settings.empty());
  EXPECT_TRUE(job.files.empty());
}

TEST(Job, HistogramsAreSwitchedOnAndFetchedWithoutAnyEvent) {
  const plan::Plan plan = observed_plan(spec::Observe::Histograms);
  const wire::Job job = make_job(plan, plan.cells.front());
  EXPECT_TRUE(job.events.empty());
  EXPECT_EQ(job.settings, (std::vector<wire::Setting>{{"/sys/kernel/debug/mmtrace/level", "2"}}));
  EXPECT_THAT(job.files, testing::Contains("/sys/kernel/debug/mmtrace/holds"));
}

TEST(Job, EventsComeWithTheHistoryOfTheWatchedPages) {
  const plan::Plan plan = observed_plan(spec::Observe::Events);
  const wire::Job job = make_job(plan, plan.cells.front());
  EXPECT_EQ(job.events.size(), 1u);
  EXPECT_EQ(job.settings, (std::vector<wire::Setting>{{"/sys/kernel/debug/mmtrace/watch", "cma"}}));
  EXPECT_THAT(job.files, testing::Contains("/sys/kernel/debug/mmtrace/stacks"));
}

TEST(Job, SettingsOfTheVariantComeAfterThoseOfThePoint) {
  plan::Plan plan = observed_plan(spec::Observe::None);
  plan.workloads[0].settings = {{"/proc/sys/vm/swappiness", "60"}, {"/sys/kernel/a", "1"}};
  plan.spec.variants[plan.cells[0].variant].settings = {{"/proc/sys/vm/swappiness", "0"}};
  EXPECT_EQ(make_job(plan, plan.cells.front()).settings,
            (std::vector<wire::Setting>{{"/proc/sys/vm/swappiness", "60"},
                                        {"/sys/kernel/a", "1"},
                                        {"/proc/sys/vm/swappiness", "0"}}));
}

TEST(Job, WindowsAndHistogramsGoWithTheEvents) {
  plan::Plan plan = observed_plan(spec::Observe::Events);
  plan.spec.events[0].window = spec::Window{"a:from", "a:to"};
  plan.spec.histograms = {{"page_ref:page_ref_mod", {"stacktrace"}, {"val"}, "mt>=4", 4096}};
  const wire::Job job = make_job(plan, plan.cells.front());
  EXPECT_EQ(job.events.at(0).window_from, "a:from");
  EXPECT_EQ(job.events.at(0).window_to, "a:to");
  EXPECT_EQ(job.histograms,
            (std::vector<wire::HistogramRequest>{
                {"page_ref:page_ref_mod", {"stacktrace"}, {"val"}, 4096, "mt>=4"}}));
  plan.workloads[0].observe = spec::Observe::Histograms;
  EXPECT_TRUE(make_job(plan, plan.cells.front()).histograms.empty());
}

TEST(Job, StockKernelIsAskedForNothingItDoesNotHave) {
  plan::Plan plan = observed_plan(spec::Observe::Events);
  plan.spec.instrumentation.clear();
  const wire::Job job = make_job(plan, plan.cells.front());
  EXPECT_TRUE(job.settings.empty());
  EXPECT_TRUE(job.files.empty());
}

}  // namespace
}  // namespace folioscope::run
