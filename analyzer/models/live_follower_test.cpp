// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/live_follower.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QTest>
#include <fstream>

#include "base/lock_state.h"
#include "base/temp_dir.h"
#include "base/unique_fd.h"

namespace folioscope::models {
namespace {

constexpr int kFollowMs = 20'000;

class Follower : public ::testing::Test {
 protected:
  Follower() {
    std::filesystem::create_directory(dir_ / "console");
    QObject::connect(&follower_, &LiveFollower::state_changed,
                     [this](const query::DirectoryState& one) { states_.push_back(one); });
    QObject::connect(&follower_, &LiveFollower::console_changed,
                     [this](const ConsoleText& one) { consoles_.push_back(one); });
  }
  void append(const std::string& text) {
    std::ofstream(dir_ / "console/1.log", std::ios::app) << text;
  }

  TempDir dir_ = *TempDir::create("run");
  std::filesystem::path store_ = dir_ / "run.db";
  LiveFollower follower_;
  std::vector<query::DirectoryState> states_;
  std::vector<ConsoleText> consoles_;
};

TEST_F(Follower, TellsWhenTheRunIsLeft) {
  UniqueFd lock(::open((dir_ / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  ASSERT_TRUE(lock_whole(lock.get()));
  follower_.follow_run(store_);
  ASSERT_TRUE(QTest::qWaitFor([&] { return states_.size() == 1; }, kFollowMs));
  EXPECT_TRUE(states_[0].held);
  lock.reset();
  ASSERT_TRUE(QTest::qWaitFor([&] { return states_.size() == 2; }, kFollowMs));
  EXPECT_FALSE(states_[1].held);
}

TEST_F(Follower, ConsoleIsToldWheneverItGrows) {
  append("Linux version 6.1\n");
  follower_.follow_console(store_, "console/1.log");
  ASSERT_TRUE(QTest::qWaitFor([&] { return consoles_.size() == 1; }, kFollowMs));
  EXPECT_EQ(consoles_[0].text, "Linux version 6.1\n");
  append("Oops\n");
  ASSERT_TRUE(QTest::qWaitFor([&] { return consoles_.size() == 2; }, kFollowMs));
  EXPECT_EQ(consoles_[1].text, "Linux version 6.1\nOops\n");
}

TEST_F(Follower, ConsoleThatIsNotThere_IsSaid) {
  follower_.follow_console(store_, "console/7.log");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !consoles_.empty(); }, kFollowMs));
  EXPECT_TRUE(consoles_[0].fault.contains("console/7.log"));
}

TEST(InertText, LeavesNothingThatATerminalWouldObey) {
  EXPECT_EQ(inert_text("\x1b[31mred\x1b[0m \x1b]0;title\x07"
                       "done\x1b"
                       "c\r\n\tend\x01"),
            QStringLiteral("red done\n\tend\ufffd"));
}

}  // namespace
}  // namespace folioscope::models
