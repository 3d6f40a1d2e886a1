// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "run/boot_timings.h"
#include "run/stored_plan.h"
#include "store/reader.h"
#include "testing/schedule_fixture.h"

namespace folioscope::run {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class Schedule : public ScheduleTest {};

TEST_F(Schedule, EveryCellIsBootedOnceAndCommitted) {
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_EQ(world_->boots(), 6);
  EXPECT_EQ(counts()[CellStatus::Done], 6);
}

TEST_F(Schedule, RunOfAnOlderVersion_GoesOnInItsOwnOrderAndBlocks) {
  std::vector<store::CellRow> rows;
  for (const plan::Cell& cell : plan_.cells) rows.push_back(planned_row(plan_, cell));
  for (store::CellRow& row : rows) {
    row.block = row.boot;
    row.position = 5 - row.position;
  }
  plan::Plan old = plan_;
  keep_stored_order(old, rows);
  for (std::size_t i = 0; i < old.cells.size(); ++i) {
    EXPECT_EQ(old.cells[i].id, plan_.cells[5 - i].id);
    EXPECT_EQ(old.cells[i].position, static_cast<int>(i));
    EXPECT_EQ(old.cells[i].block, old.cells[i].boot);
  }
}

TEST_F(Schedule, CellsThatAreDone_AreNotBootedAgain) {
  ASSERT_TRUE(run([](int) { return good_boot(); }, {.done = {CellId{1}, CellId{2}}}).ok());
  EXPECT_EQ(world_->boots(), 4);
  EXPECT_EQ(counts()[CellStatus::Planned], 2);
}

TEST_F(Schedule, VariantWithoutKernel_GivesBuildErrorsAndTheOthersRun) {
  kernels_[1].kernel.reset();
  kernels_[1].row.fault = "x.patch does not apply";
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_EQ(world_->boots(), 3);
  EXPECT_EQ(counts()[CellStatus::BuildError], 3);
  EXPECT_EQ(counts()[CellStatus::Done], 3);
}

TEST_F(Schedule, WhatIsLeftTakesAsLongAsTheBootsThatEnded_WhichAreRemembered) {
  std::chrono::steady_clock::time_point clock;
  now_ = [&] { return clock; };
  cache_ = temp_.path();
  std::vector<double> left;
  options_.on_progress = [&](const Progress& progress) { left.push_back(progress.seconds_left); };
  const auto slow_boot = [&](int boot) {
    clock += boot == 3 ? 300s : 30s;
    return good_boot();
  };
  ASSERT_TRUE(run(slow_boot).ok());
  EXPECT_THAT(left, ElementsAre(150, 120, 90, 60, 30, 0));
  EXPECT_THAT(load_boot_timings(cache_, plan_, fleet::Accel::Tcg),
              ElementsAre(Pair(plan::ConditionIndex{0, 0}, plan::MeasuredBoots{30, 6, 1})));
}

TEST_F(Schedule, BootsOfABrokenKernelAreNotRemembered) {
  cache_ = temp_.path();
  Script oops = good_boot();
  oops.trouble = {fleet::GuestEvent::Kind::Oops, "BUG: unable to handle"};
  ASSERT_TRUE(run([&](int) { return oops; }).ok());
  EXPECT_EQ(counts()[CellStatus::Done], 0);
  EXPECT_TRUE(load_boot_timings(cache_, plan_, fleet::Accel::Tcg).empty());
}

Script killed_boot() {
  Script script;
  script.hello = false;
  script.guest_end = {fleet::GuestEvent::Kind::QemuDied, "QEMU ended unexpectedly"};
  script.process_end = "signal 9 (Killed)";
  return script;
}

TEST_F(Schedule, BootThatTheHostFailed_IsReplacedAtOnceInItsBlock) {
  ASSERT_TRUE(run([](int boot) { return boot == 1 ? killed_boot() : good_boot(); }).ok());
  EXPECT_EQ(world_->boots(), 7);
  EXPECT_EQ(counts()[CellStatus::Done], 6);
  EXPECT_EQ(world_->requests()[1].name, world_->requests()[2].name);
}

TEST_F(Schedule, AttemptsAreStoredWithTheirReasons) {
  ASSERT_TRUE(run([](int boot) { return boot < 2 ? killed_boot() : good_boot(); }).ok());
  const auto reader = *store::Reader::open(directory_->store());
  const std::vector<store::CellRow> cells = *reader->cells();
  const auto attempts = *reader->attempts();
  EXPECT_EQ(attempts.at(cells[1].id).size(), 1u);
  const std::vector<store::AttemptRow>& first = attempts.at(cells[0].id);
  ASSERT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0].attempt, 1);
  EXPECT_EQ(first[0].status, CellStatus::HostError);
  EXPECT_THAT(first[0].reason, HasSubstr("signal 9"));
  EXPECT_EQ(first[0].host.qemu_end, "signal 9 (Killed)");
  EXPECT_TRUE(first[1].finished.has_value());
  EXPECT_EQ(first[2].status, CellStatus::Done);
  EXPECT_EQ(first[2].reason, "");
}

TEST_F(Schedule, CellThatTheHostFailsEveryTime_EndsAfterItsAttemptsAndTheRunGoesOn) {
  ASSERT_TRUE(run([](int boot) { return boot < 3 ? killed_boot() : good_boot(); }).ok());
  EXPECT_EQ(world_->boots(), 8);
  EXPECT_EQ(counts()[CellStatus::HostError], 1);
  EXPECT_EQ(counts()[CellStatus::Done], 5);
}

TEST_F(Schedule, GuestsThatBreakTheProtocol_AreNotTriedAgainAndDoNotStopTheRun) {
  Script broken = good_boot();
  broken.session_end =
      ingest::SessionEnd{.reason = "the agent sent Bye twice", .domain = FaultDomain::Guest};
  ASSERT_TRUE(run([&](int) { return broken; }).ok());
  EXPECT_EQ(world_->boots(), 6);
  EXPECT_EQ(counts()[CellStatus::GuestError], 6);
}

TEST_F(Schedule, PageHeaderThatMakesNoSense_IsTheGuests) {
  Script broken = good_boot();
  broken.received.header_page = "no header";
  ASSERT_TRUE(run([&](int) { return broken; }).ok());
  EXPECT_EQ(world_->boots(), 6);
  EXPECT_EQ(counts()[CellStatus::GuestError], 6);
}

TEST_F(Schedule, RingCountersThatRunBackwards_AreTheGuests) {
  Script broken = good_boot();
  broken.received.cpu_stats = {{0, "entries: 5\noverrun: 9\n", "entries: 1\noverrun: 2\n"}};
  ASSERT_TRUE(run([&](int) { return broken; }).ok());
  EXPECT_EQ(world_->boots(), 6);
  EXPECT_EQ(counts()[CellStatus::GuestError], 6);
}

TEST_F(Schedule, HostThatFailsBootAfterBoot_StopsTheRun) {
  Script broken;
  broken.boot_fault = host_fault("no qemu");
  const Status status = run([&](int) { return broken; });
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.fault().what, HasSubstr("no qemu"));
  EXPECT_EQ(world_->boots(), 9) << "each of three cells three times";
  EXPECT_EQ(counts()[CellStatus::HostError], 3);
  EXPECT_EQ(counts()[CellStatus::Planned], 3);
}

TEST_F(Schedule, StopRequest_LeavesTheRestPlanned) {
  std::stop_source stop;
  options_.stop = stop.get_token();
  const Status status = run([&](int boot) {
    if (boot == 2) stop.request_stop();
    return good_boot();
  });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault().what, "interrupted");
  EXPECT_EQ(counts()[CellStatus::Done], 2);
  EXPECT_EQ(counts()[CellStatus::Planned], 4);
}

}  // namespace
}  // namespace folioscope::run
