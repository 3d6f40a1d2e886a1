// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/host_roll.h"

#include <gtest/gtest.h>

namespace folioscope::run {
namespace {

TEST(HostRoll, HostThatLeaves_IsGoneOnce) {
  HostRoll hosts(3);
  EXPECT_TRUE(hosts.leave(1));
  EXPECT_FALSE(hosts.leave(1));
  EXPECT_TRUE(hosts.gone(1));
  EXPECT_FALSE(hosts.gone(2));
  EXPECT_EQ(hosts.left(), 2u);
}

TEST(HostRoll, ErrorsCountInARow_AndOfEachHost) {
  HostRoll hosts(2);
  EXPECT_FALSE(hosts.note(0, CellStatus::HostError));
  EXPECT_FALSE(hosts.note(0, CellStatus::HostError));
  EXPECT_FALSE(hosts.note(1, CellStatus::HostError));
  EXPECT_FALSE(hosts.note(0, CellStatus::GuestOops)) << "a kernel's fault is none of the host's";
  for (int i = 1; i < kHostErrorsInARow; ++i)
    EXPECT_FALSE(hosts.note(0, CellStatus::HostError)) << i;
  EXPECT_TRUE(hosts.note(0, CellStatus::HostError));
  EXPECT_FALSE(hosts.note(0, CellStatus::HostError)) << "said once";
}

TEST(HostRoll, CellOfAHostThatIsGone_IsForAnother_WithAttemptsAndHostsLeft) {
  HostRoll hosts(2);
  EXPECT_FALSE(hosts.another_may(0, 1)) << "it is there";
  hosts.leave(0);
  EXPECT_TRUE(hosts.another_may(0, 1));
  EXPECT_FALSE(hosts.another_may(0, kAttempts));
  hosts.leave(1);
  EXPECT_FALSE(hosts.another_may(0, 1)) << "nobody is left";
}

TEST(HostRoll, AttemptsOnLostHosts_AreGivenOutOnce) {
  HostRoll hosts(2);
  store::AttemptRow attempt;
  attempt.attempt = 1;
  hosts.keep(CellId{4}, {attempt});
  EXPECT_TRUE(hosts.take(CellId{3}).empty());
  EXPECT_EQ(hosts.take(CellId{4}).size(), 1u);
  EXPECT_TRUE(hosts.take(CellId{4}).empty());
}

}  // namespace
}  // namespace folioscope::run
