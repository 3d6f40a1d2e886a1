// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/progress.h"

#include <gtest/gtest.h>

namespace folioscope::format {
namespace {

query::Comparison half_run() {
  query::Comparison run;
  run.cells.resize(4);
  run.cells[0].row.status = CellStatus::Done;
  run.cells[3].row.status = CellStatus::NotNeeded;
  return run;
}

TEST(ProgressText, SaysPaceAndTimeLeft) {
  EXPECT_EQ(pace_text({.boots = 20,
                       .seconds = 120,
                       .boots_per_minute = 10,
                       .events_per_second = 41'234.4,
                       .guests = 1.52}),
            "10.0 boots a minute and 41,234 events/s with 1.5 guests at once (last 20 boots)");
  EXPECT_EQ(left_text(725.2), "about 12 min 05 s left");
  EXPECT_EQ(left_text(28.6), "about 29 s left");
  EXPECT_EQ(left_text(std::nullopt), "");
}

TEST(ProgressText, RunThatNobodyRuns_SaysHowToGoOn) {
  query::Comparison run = half_run();
  EXPECT_EQ(state_text(run, std::nullopt, "a"), "not finished: 1 of 3 boots have ended");
  EXPECT_EQ(state_text(run, query::DirectoryState{.held = true, .in_flight = {}}, "a"),
            "goes on: 1 of 3 boots have ended, followed live");
  EXPECT_EQ(state_text(run, query::DirectoryState{}, "runs/a"),
            "not finished: 1 of 3 boots have ended, and nobody runs it; to go on: folioscope "
            "resume runs/a");
  // As after a clock that was set: the times of boots are of one process each.
  run.run.finished = HostTime{70'000'000'000'000'000};
  run.cells.front().row.started = HostTime{0};
  run.cells.front().row.finished = HostTime{90'000'000'000};
  EXPECT_EQ(state_text(run, std::nullopt, "a"), "finished, its boots took 1 min 30 s");
}

}  // namespace
}  // namespace folioscope::format
