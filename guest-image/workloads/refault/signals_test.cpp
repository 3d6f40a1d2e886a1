// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/signals.h"

#include <gtest/gtest.h>

#include "workloads/kit/child.h"

namespace folioscope::workloads {
namespace {

// The answer of another process that asks once the leader has spoken, as it comes back.
Result<Child> asker(const Signals& signals) {
  return Child::start("asker", [&](const Channel& leader) -> Status {
    TRY_STATUS(leader.send_value('?'));
    return leader.send_value(signals.goes_on());
  });
}

TEST(Signals, GoOnUntilTheyStop) {
  Signals signals;
  EXPECT_TRUE(signals.goes_on());
  EXPECT_FALSE(signals.stopped());
  signals.stop();
  EXPECT_FALSE(signals.goes_on());
  EXPECT_TRUE(signals.stopped());
}

TEST(Signals, AfterAStopNothingElseIsSaid) {
  Signals signals;
  signals.stop();
  signals.pause();
  signals.resume();
  EXPECT_FALSE(signals.goes_on());
}

TEST(Signals, WhoeverPausesInAnotherProcessIsWokenToGoOn) {
  const auto signals = SharedSignals::create();
  ASSERT_TRUE(signals.ok());
  (*signals)->pause();
  const auto child = asker(**signals);
  ASSERT_TRUE(child.ok());
  char asks = 0;
  ASSERT_TRUE(child->channel().receive_value(asks).ok());
  (*signals)->resume();
  bool goes_on = false;
  ASSERT_TRUE(child->channel().receive_value(goes_on).ok());
  EXPECT_TRUE(goes_on);
}

TEST(Signals, AStopEndsAPause) {
  const auto signals = SharedSignals::create();
  ASSERT_TRUE(signals.ok());
  (*signals)->pause();
  const auto child = asker(**signals);
  ASSERT_TRUE(child.ok());
  char asks = 0;
  ASSERT_TRUE(child->channel().receive_value(asks).ok());
  (*signals)->stop();
  bool goes_on = true;
  ASSERT_TRUE(child->channel().receive_value(goes_on).ok());
  EXPECT_FALSE(goes_on);
}

}  // namespace
}  // namespace folioscope::workloads
