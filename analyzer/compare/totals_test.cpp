// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/totals.h"

#include <gtest/gtest.h>

namespace folioscope::compare {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

query::Cell boot(std::int64_t begin_s, std::int64_t end_s) {
  query::Cell cell;
  cell.attempts.push_back(
      {.started = HostTime{begin_s * kSecond}, .finished = HostTime{end_s * kSecond}});
  return cell;
}

TEST(BootsTook, CountsTimeOnceHoweverManyRunBesideEachOther) {
  query::Comparison run;
  run.cells = {boot(10, 20), boot(15, 25), boot(16, 18), boot(25, 26)};
  EXPECT_EQ(boots_took_ns(run), 16 * kSecond);
}

TEST(BootsTook, LeavesOutAnInterruptionAndAClockThatWasSet) {
  query::Comparison run;
  run.cells = {boot(10, 20), boot(69'120'010, 69'120'015), boot(3, 4)};
  EXPECT_EQ(boots_took_ns(run), 16 * kSecond);
}

TEST(BootsTook, ABootThatEndedBeforeItBeganTookNoTime) {
  query::Comparison run;
  run.cells = {boot(20, 10), query::Cell()};
  EXPECT_EQ(boots_took_ns(run), 0);
}

TEST(BootsTook, RunsWithoutTriesHaveTheTimesOfTheirCells) {
  query::Comparison run;
  run.cells.resize(1);
  run.cells[0].row.started = HostTime{kSecond};
  run.cells[0].row.finished = HostTime{3 * kSecond};
  EXPECT_EQ(boots_took_ns(run), 2 * kSecond);
}

}  // namespace
}  // namespace folioscope::compare
