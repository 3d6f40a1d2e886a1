// SPDX-License-Identifier: GPL-3.0-or-later
// A run on two hosts, one guest at a time on each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "testing/schedule_fixture.h"

namespace folioscope::run {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class Hosts : public ScheduleTest {
 protected:
  Hosts() = default;
  explicit Hosts(plan::Plan plan) : ScheduleTest(std::move(plan)) {}

  using Scripts = std::function<Script(int)>;

  Status run_on_two(Scripts a, Scripts b) {
    a_.emplace(std::move(a));
    b_.emplace(std::move(b));
    options_.hosts = {"a", "b"};
    options_.on_progress = [this](const Progress& step) { said_ += step.text + "\n"; };
    return run_cells({{context(*a_, "a"), 1}, {context(*b_, "b"), 1}}, kernels_, {}, *committer_,
                     options_);
  }
  RunContext context(FakeWorld& world, const std::string& host) {
    RunContext context{
        plan_,     *directory_,          world.fleet(), world.server(), fleet::Accel::Tcg,
        "/initrd", sys::TimeScale(0.001)};
    context.host_counters = [] { return sys::HostCounters{}; };
    context.host.uri = host;
    return context;
  }
  std::map<CellId, std::vector<store::AttemptRow>> attempts() {
    return *(*store::Reader::open(directory_->store()))->attempts();
  }
  std::map<int, std::set<std::string>> hosts_of_blocks() {
    auto all = attempts();
    std::map<int, std::set<std::string>> hosts;
    for (const plan::Cell& cell : plan_.cells)
      for (const store::AttemptRow& attempt : all[cell.id])
        hosts[cell.block].insert(attempt.on->uri);
    return hosts;
  }

  std::optional<FakeWorld> a_, b_;
  std::string said_;
};

Script lost_host() {
  Script script;
  script.lose_host = true;
  script.boot_fault = host_fault("the host a is lost: it closed the connection");
  return script;
}

TEST_F(Hosts, BootsOfABlockStayOnOneHost) {
  std::promise<void> b_is_done;
  // While a boots its first cell, b has time for all that it may take.
  const auto status = run_on_two(
      [&, done = b_is_done.get_future().share()](int) {
        done.wait();
        return good_boot();
      },
      [&](int boot) {
        if (boot == 1) b_is_done.set_value();
        return good_boot();
      });
  ASSERT_TRUE(status.ok()) << status.fault().what;
  EXPECT_EQ(counts()[CellStatus::Done], 6);
  const auto hosts = hosts_of_blocks();
  ASSERT_THAT(hosts, SizeIs(2));
  EXPECT_NE(hosts.at(0), hosts.at(1));
  for (const auto& [block, of] : hosts) EXPECT_THAT(of, SizeIs(1)) << block;
  EXPECT_THAT(said_, HasSubstr(" on a: done"));
  EXPECT_THAT(said_, HasSubstr(" on b: done"));
}

TEST_F(Hosts, OneThatIsLost_CostsItsCellAnAttempt_AndTheOtherRunsTheRest) {
  std::promise<void> lost;
  const auto status = run_on_two(
      [&](int) {
        lost.set_value();
        return lost_host();
      },
      [&, after = lost.get_future().share()](int) {
        after.wait();
        return good_boot();
      });
  ASSERT_TRUE(status.ok()) << status.fault().what;
  EXPECT_EQ(counts()[CellStatus::Done], 6);
  EXPECT_EQ(a_->boots(), 1) << "no second attempt on a host that is lost";
  int twice = 0;
  for (const auto& [cell, all] : attempts()) {
    EXPECT_EQ(all.back().on->uri, "b");
    if (all.size() == 1) continue;
    ++twice;
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(all[0].on->uri, "a");
    EXPECT_EQ(all[0].status, CellStatus::HostError);
    EXPECT_THAT(all[0].reason, HasSubstr("is lost"));
    EXPECT_EQ(all[1].attempt, 2);
  }
  EXPECT_EQ(twice, 1);
  EXPECT_THAT(said_, HasSubstr("the host a is lost; 1 of 2 hosts go on"));
}

TEST_F(Hosts, WhenTheLastIsLost_TheRunSaysHowToGoOn) {
  const auto status = run_on_two([](int) { return lost_host(); }, [](int) { return lost_host(); });
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.fault().what, HasSubstr("is lost, and there is no other"));
  EXPECT_THAT(status.fault().remedy, HasSubstr("--host"));
  EXPECT_EQ(counts()[CellStatus::Done], 0);
}

// So many blocks that neither host has to wait for what the other began.
class HostsOfManyBlocks : public Hosts {
 protected:
  HostsOfManyBlocks() : Hosts(twelve_boots()) {}
  static plan::Plan twelve_boots() {
    spec::Spec spec = six_cells().spec;
    spec.boots = 12;
    return plan::make_plan(spec);
  }
};

TEST_F(HostsOfManyBlocks, OneThatFailsBootAfterBoot_IsGivenUp_AndTheOtherGoesOn) {
  Script broken;
  broken.boot_fault = host_fault("no qemu");
  std::promise<void> given_up;
  int failed = 0;
  const auto status = run_on_two(
      [&](int) {
        if (++failed == 9) given_up.set_value();
        return broken;
      },
      [&, after = given_up.get_future().share()](int) {
        after.wait();
        return good_boot();
      });
  ASSERT_TRUE(status.ok()) << status.fault().what;
  EXPECT_EQ(a_->boots(), 9) << "each of three cells three times";
  EXPECT_EQ(counts()[CellStatus::HostError], 3);
  EXPECT_EQ(counts()[CellStatus::Done], 21);
  EXPECT_THAT(said_, HasSubstr("a is given up: 3 cells in a row failed"));
}

}  // namespace
}  // namespace folioscope::run
