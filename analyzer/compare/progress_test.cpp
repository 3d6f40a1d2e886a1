// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/progress.h"

#include <gmock/gmock.h>

namespace folioscope::compare {
namespace {

constexpr std::int64_t kBootSecond = 1'000'000'000;

struct MadeBoot {
  std::int64_t id = 0;
  std::string variant = "stock";
  CellStatus status = CellStatus::Planned;
  std::int64_t begin = 0, end = 0;  // seconds; equal: did not run
};

query::Comparison run_of(const std::vector<MadeBoot>& boots) {
  query::Comparison run;
  for (const char* name : {"stock", "patched"}) {
    query::Variant variant;
    variant.row.name = name;
    run.variants.push_back(variant);
  }
  for (const MadeBoot& boot : boots) {
    query::Cell cell;
    cell.row.id = {boot.id};
    cell.row.variant = boot.variant;
    cell.row.machine = "smp8";
    cell.row.workload = "cma-churn";
    cell.row.status = boot.status;
    cell.accounting.produced = 6000;
    if (boot.begin < boot.end) {
      cell.row.started = HostTime{boot.begin * kBootSecond};
      cell.row.finished = HostTime{boot.end * kBootSecond};
    }
    run.cells.push_back(cell);
  }
  return run;
}

TEST(Progress, CountsWhatTheBootsOfEachVariantAreAt) {
  const query::Comparison run = run_of({{1, "stock", CellStatus::Done, 0, 10},
                                        {2, "stock", CellStatus::Planned},
                                        {3, "stock", CellStatus::Planned},
                                        {4, "patched", CellStatus::GuestOops, 0, 10},
                                        {5, "patched", CellStatus::Planned},
                                        {6, "patched", CellStatus::NotNeeded}});
  const InFlight in_flight =
      in_flight_of(run, {true, {{{1}, true, {}}, {{2}, true, {}}, {{5}, false, {}}}});
  EXPECT_EQ(in_flight.size(), 2u);  // the first has a result: its console is of a boot that ended
  const auto variants = progress(run, in_flight);
  ASSERT_EQ(variants.size(), 2u);
  EXPECT_EQ(variants[0].at(Stage::Done), 1);
  EXPECT_EQ(variants[0].at(Stage::Working), 1);
  EXPECT_EQ(variants[0].at(Stage::Planned), 1);
  EXPECT_EQ(variants[1].at(Stage::Failed), 1);
  EXPECT_EQ(variants[1].at(Stage::Booting), 1);
  EXPECT_EQ(variants[1].at(Stage::NotNeeded), 1);
  EXPECT_EQ(variants[1].at(Stage::Done), 0);
}

TEST(Progress, PaceIsOfTheTimeThatBootsRan) {
  // Two at once for ten seconds; an hour later, after a resume, one alone.
  const query::Comparison run = run_of({{1, "stock", CellStatus::Done, 0, 10},
                                        {2, "patched", CellStatus::Done, 0, 10},
                                        {3, "stock", CellStatus::Hang, 3600, 3610}});
  const auto pace = pace_of(run);
  ASSERT_TRUE(pace);
  EXPECT_EQ(pace->boots, 3);
  EXPECT_DOUBLE_EQ(pace->seconds, 20);
  EXPECT_DOUBLE_EQ(pace->boots_per_minute, 9);
  EXPECT_DOUBLE_EQ(pace->events_per_second, 900);
  EXPECT_DOUBLE_EQ(pace->guests, 1.5);
}

TEST(Progress, TimeLeftIsByTheBootsOfTheSameVariant) {
  query::Comparison run = run_of({{1, "stock", CellStatus::Done, 0, 10},
                                  {2, "patched", CellStatus::Done, 10, 40},
                                  {3, "stock", CellStatus::Planned},
                                  {4, "patched", CellStatus::Planned}});
  EXPECT_DOUBLE_EQ(*seconds_left(run, {}), 40);
  EXPECT_DOUBLE_EQ(*seconds_left(run, {{{4}, {{4}, true, {}}}}), 25);
  run.cells[3].row.workload = "another";  // none has ended there: as all did
  EXPECT_DOUBLE_EQ(*seconds_left(run, {}), 30);
}

TEST(Progress, WithoutABootThatEnded_NothingIsSaidOfTheTime) {
  const query::Comparison run = run_of({{1, "stock", CellStatus::Planned}});
  EXPECT_FALSE(pace_of(run));
  EXPECT_FALSE(seconds_left(run, {}));
}

}  // namespace
}  // namespace folioscope::compare
