// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that boot until enough is known.
#include <gmock/gmock.h>

#include "testing/schedule_fixture.h"

namespace folioscope::run {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

// Two variants under two workload conditions, 4 to 10 boots: blocks of four cells, five of each
// condition.
plan::Plan forty_cells() {
  plan::Plan plan = six_cells();
  spec::Spec spec = plan.spec;
  spec.workloads = {{"w", {{"a", {"1", "2"}}}, 20}};
  spec.boots = 10;
  spec.fewest_boots = 4;
  return plan::make_plan(spec);
}

// Answers as it is told, and keeps what it was asked.
class FakeSettler : public Settler {
 public:
  explicit FakeSettler(std::function<Result<bool>(const Look&)> answer)
      : answer_(std::move(answer)) {}
  Result<bool> settled(const Look& look) override {
    looks.push_back(look);
    return answer_(look);
  }
  std::vector<Look> looks;

 private:
  std::function<Result<bool>(const Look&)> answer_;
};

// "w a=1" is settled after six boots, the other never.
Result<bool> one_after_six(const Look& look) { return look.workload == "w a=1" && look.boots >= 6; }

class Adaptive : public ScheduleTest {
 protected:
  Adaptive() : ScheduleTest(forty_cells()) {
    options_.on_progress = [this](const Progress& progress) { said_.push_back(progress); };
  }

  std::vector<store::CellRow> cells() {
    const auto reader = *store::Reader::open(directory_->store());
    return *reader->cells();
  }
  Begun stored() {
    Begun begun;
    for (const store::CellRow& cell : cells())
      if (cell.status != CellStatus::Planned) begun.done.insert(cell.id);
    return begun;
  }
  std::map<std::string, int> boots_done() {
    std::map<std::string, int> done;
    for (const store::CellRow& cell : cells())
      if (cell.status == CellStatus::Done) ++done[cell.workload];
    return done;
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> all;
    for (const Progress& progress : said_) all.push_back(progress.text);
    return all;
  }

  std::vector<Progress> said_;
};

TEST_F(Adaptive, WithoutASettler_EveryBootIsRun) {
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_EQ(counts()[CellStatus::Done], 40);
}

TEST_F(Adaptive, ConditionThatIsSettled_GetsNoMoreBoots_AndTheOtherGoesOn) {
  FakeSettler settler(one_after_six);
  options_.settler = &settler;
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_THAT(boots_done(), ElementsAre(Pair("w a=1", 12), Pair("w a=2", 20)));
  EXPECT_EQ(counts()[CellStatus::NotNeeded], 8);
  for (const store::CellRow& cell : cells())
    if (cell.status == CellStatus::NotNeeded) {
      EXPECT_EQ(cell.workload, "w a=1");
      EXPECT_GE(cell.block, 3);
      EXPECT_EQ(cell.reason, "settled after 6 boots of each variant");
    }
}

TEST_F(Adaptive, SettlerIsAskedAfterEachBlock_FromTheFewestBootsOn_AndNotAfterTheLast) {
  FakeSettler settler(one_after_six);
  options_.settler = &settler;
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  std::map<std::string, std::vector<int>> asked;
  for (const Look& look : settler.looks) {
    EXPECT_EQ(look.machine, "m");
    EXPECT_EQ(look.store, directory_->store());
    EXPECT_EQ(look.block, look.boots / 2 - 1);
    asked[look.workload].push_back(look.boots);
  }
  EXPECT_THAT(asked["w a=1"], ElementsAre(4, 6));
  EXPECT_THAT(asked["w a=2"], ElementsAre(4, 6, 8));
}

TEST_F(Adaptive, WhatASettlerIsAskedAbout_IsInTheStore_AndNothingLaterOfThatCondition) {
  FakeSettler settler([&](const Look& look) -> Result<bool> {
    for (const store::CellRow& cell : cells())
      if (cell.workload == look.workload) {
        EXPECT_EQ(cell.status == CellStatus::Done, cell.block <= look.block);
      }
    return false;
  });
  options_.settler = &settler;
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_EQ(settler.looks.size(), 6u);
}

TEST_F(Adaptive, BootsThatFailed_CompleteTheirBlockToo) {
  FakeSettler settler([](const Look&) { return true; });
  options_.settler = &settler;
  kernels_[1].kernel.reset();
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_EQ(settler.looks.size(), 2u);
  EXPECT_EQ(counts()[CellStatus::BuildError], 8);
  EXPECT_EQ(counts()[CellStatus::NotNeeded], 24);
}

// No guest is started here, so that many workers may be at it.
TEST_F(Adaptive, ManyWorkersDecideAsOne) {
  FakeSettler settler(one_after_six);
  options_.settler = &settler;
  for (VariantKernel& kernel : kernels_) kernel.kernel.reset();
  ASSERT_TRUE(run([](int) { return good_boot(); }, {}, 7).ok());
  EXPECT_EQ(counts()[CellStatus::BuildError], 32);
  EXPECT_EQ(counts()[CellStatus::NotNeeded], 8);
}

TEST_F(Adaptive, SettlerThatCannotTell_IsHeard_AndTheConditionGetsMoreBoots) {
  FakeSettler settler([](const Look&) -> Result<bool> { return bug_fault("no such metric"); });
  options_.settler = &settler;
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_EQ(counts()[CellStatus::Done], 40);
  EXPECT_THAT(texts(), testing::Contains(AllOf(HasSubstr("m w a=1: cannot tell whether 4 boots"),
                                               HasSubstr("no such metric"))));
}

TEST_F(Adaptive, ProgressCountsWhatIsLeft_AndSaysThatItMayEndEarlier) {
  FakeSettler settler([](const Look& look) { return look.workload == "w a=1"; });
  options_.settler = &settler;
  ASSERT_TRUE(run([](int) { return good_boot(); }).ok());
  EXPECT_THAT(said_.front().text, HasSubstr("cell 1/40: "));
  EXPECT_TRUE(said_.front().at_most);
  EXPECT_THAT(said_.back().text, HasSubstr("cell 28/28: "));
  EXPECT_FALSE(said_.back().at_most);
  EXPECT_THAT(texts(),
              testing::IsSupersetOf({"m w a=1: settled after 4 boots of each variant",
                                     "12 boots are not needed: settled after 4 boots of each "
                                     "variant"}));
}

// Whenever the process dies, the resumed run ends with the same boots.
TEST_F(Adaptive, RunThatWasStoppedAnywhere_ComesToTheSameDecisions) {
  FakeSettler settler(one_after_six);
  options_.settler = &settler;
  const std::stop_token never = options_.stop;
  for (int lives = 0; counts()[CellStatus::Planned] != 0; ++lives) {
    ASSERT_LT(lives, 20);
    std::stop_source stop;
    options_.stop = stop.get_token();
    const Begun begun = stored();
    (void)run(
        [&](int boot) {
          if (boot == 3) stop.request_stop();
          return good_boot();
        },
        begun);
  }
  EXPECT_THAT(boots_done(), ElementsAre(Pair("w a=1", 12), Pair("w a=2", 20)));
}

// Killed between the last boot of the block and the answer.
TEST_F(Adaptive, ResumedRun_AsksAgainForWhatIsStored) {
  FakeSettler no([](const Look&) { return false; });
  options_.settler = &no;
  std::stop_source stop;
  options_.stop = stop.get_token();
  (void)run([&](int boot) {
    if (boot == 16) stop.request_stop();
    return good_boot();
  });
  ASSERT_EQ(counts()[CellStatus::Done], 16);
  FakeSettler yes([](const Look&) { return true; });
  options_.settler = &yes;
  options_.stop = {};
  ASSERT_TRUE(run([](int) { return good_boot(); }, stored()).ok());
  EXPECT_EQ(world_->boots(), 0);
  EXPECT_EQ(yes.looks.size(), 2u);
  EXPECT_EQ(counts()[CellStatus::NotNeeded], 24);
}

TEST_F(Adaptive, WhenTheBudgetIsSpent_TheBlockIsRunToItsEndAndNoOtherBegins) {
  plan_.spec.budget_ms = 1'800'000;
  std::chrono::steady_clock::time_point now;
  now_ = [&] { return now; };
  ASSERT_TRUE(run([&](int boot) {
                if (boot == 9) now += std::chrono::minutes(30);
                return good_boot();
              }).ok());
  EXPECT_EQ(counts()[CellStatus::Done], 12);
  EXPECT_EQ(counts()[CellStatus::NotNeeded], 28);
  EXPECT_EQ(cells().back().reason, "the budget of 30 min was spent");
}

TEST_F(Adaptive, BudgetCountsTheBootsOfEarlierProcesses) {
  plan_.spec.budget_ms = 1'800'000;
  ASSERT_TRUE(run([](int) { return good_boot(); },
                  {.done = {plan_.cells[0].id}, .booted = std::chrono::minutes(30)})
                  .ok());
  EXPECT_EQ(counts()[CellStatus::Done], 3);
  EXPECT_EQ(counts()[CellStatus::NotNeeded], 36);
}

}  // namespace
}  // namespace folioscope::run
