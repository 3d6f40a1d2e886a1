// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/refault/signals.h"

#include <gtest/gtest.h>

#include "workloads/kit/child.h"

namespace folioscope::workloads {
namespace {

// What another process is told that asks during a pause, once the leader has said `word`.
Result<bool> goes_on_after(void (Signals::*word)()) {
  TRY(const SharedSignals signals, SharedSignals::create());
  signals->pause();
  TRY(const Child child, Child::start("asker", [&](const Channel& leader) -> Status {
        TRY_STATUS(leader.send_value('?'));
        return leader.send_value(signals->goes_on());
      }));
  char asks = 0;
  TRY_STATUS(child.channel().receive_value(asks));
  ((*signals).*word)();
  bool goes_on = false;
  TRY_STATUS(child.channel().receive_value(goes_on));
  return goes_on;
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
  const auto goes_on = goes_on_after(&Signals::resume);
  ASSERT_TRUE(goes_on.ok());
  EXPECT_TRUE(*goes_on);
}

TEST(Signals, AStopEndsAPause) {
  const auto goes_on = goes_on_after(&Signals::stop);
  ASSERT_TRUE(goes_on.ok());
  EXPECT_FALSE(*goes_on);
}

}  // namespace
}  // namespace folioscope::workloads
