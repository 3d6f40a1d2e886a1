// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/job.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "testing/fake_world.h"
#include "wire/convert.h"

namespace folioscope::run {
namespace {

using testing::HasSubstr;

TEST(Job, CarriesProgramAndArguments) {
  const plan::Plan plan = small_plan();
  const wire::Job job = make_job(plan, plan.cells.front());
  ASSERT_EQ(job.workloads.size(), 1u);
  EXPECT_EQ(job.workloads.front().program, "w");
  EXPECT_THAT(job.workloads.front().args, testing::ElementsAre("--allocations=50"));
}

TEST(Job, AgentsOwnTimeoutIsFarBeyondTheWorkloads) {
  const plan::Plan plan = small_plan();
  EXPECT_EQ(make_job(plan, plan.cells.front()).workloads.front().timeout_ms, 200u);
}

TEST(CommandLine, SlowClockDoesNotKillTheGuest) {
  const std::string line = base_cmdline(spec::Machine{}, fleet::Accel::Tcg);
  EXPECT_THAT(line, HasSubstr(" no_timer_check "));
  EXPECT_THAT(line, HasSubstr("oops=panic"));
  EXPECT_THAT(line, HasSubstr("watchdog_thresh=60"));
  EXPECT_THAT(line, testing::Not(HasSubstr("tsc=reliable")));
}

TEST(CommandLine, OnlyAnEmulatedGuestIsToldItsDelayLoop) {
  EXPECT_THAT(base_cmdline(spec::Machine{}, fleet::Accel::Tcg), HasSubstr(" lpj="));
  EXPECT_THAT(base_cmdline(spec::Machine{}, fleet::Accel::Kvm), testing::Not(HasSubstr("lpj=")));
}

plan::Plan observed_plan(spec::Observe level) {
  plan::Plan plan = small_plan();
  plan.spec.instrumentation = {"/x/0001.patch"};
  plan.spec.watch = "cma";
  plan.spec.events = {{spec::EventRequest::Kind::Tracepoint, {"cma", "cma_alloc_start"}}};
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
  EXPECT_THAT(job.files, testing::Contains("/sys/kernel/debug/mmtrace/abi"));
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
  plan.spec.events[0].window = spec::Window{{"a", "from"}, {"a", "to"}};
  plan.spec.histograms = {{{"page_ref", "page_ref_mod"}, {"stacktrace"}, {"val"}, "mt>=4", 4096}};
  const wire::Job job = make_job(plan, plan.cells.front());
  EXPECT_EQ(job.events.at(0).window, (wire::Window{{"a", "from"}, {"a", "to"}}));
  EXPECT_EQ(job.histograms,
            (std::vector<wire::HistogramRequest>{
                {{"page_ref", "page_ref_mod"}, {"stacktrace"}, {"val"}, 4096, "mt>=4"}}));
  plan.workloads[0].observe = spec::Observe::Histograms;
  EXPECT_TRUE(make_job(plan, plan.cells.front()).histograms.empty());
}

// What `check` accepts, the guest's agent must not refuse.
TEST(Job, TheMostThatAnExperimentMayAskForIsAccepted) {
  plan::Plan plan = observed_plan(spec::Observe::Events);
  const std::string text(limits::kText, 'x'), path = "/sys/" + std::string(500, 'p');
  plan.spec.events.assign(limits::kEvents, plan.spec.events.front());
  plan.spec.events[0].symbols.assign(limits::kProbeSymbols, "f");
  plan.spec.variants[plan.cells[0].variant].settings.assign(limits::kSettings, {path, "1"});
  plan.workloads[0].settings.assign(limits::kSettings, {path, "1"});
  spec::Workload& workload = plan.spec.workloads[plan.workloads[0].workload];
  workload.is_script = true;
  workload.before = {text};
  workload.environment.assign(limits::kArguments / 2, "A=1");
  plan.workloads[0].args.clear();
  for (std::size_t i = 0; i < limits::kArguments / 2; ++i)
    plan.workloads[0].args.emplace_back(fmt::format("a{}", i), "1");
  const std::string bytes = wire::encode(wire::HostMessage{make_job(plan, plan.cells.front())});
  const auto taken = wire::decode_host_message(std::string_view(bytes));
  EXPECT_TRUE(taken.ok()) << taken.fault().what;
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
