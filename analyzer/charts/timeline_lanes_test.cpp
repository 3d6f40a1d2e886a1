// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timeline_lanes.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace folioscope::charts {
namespace {

query::BootOutline boot_with_two_cpus() {
  query::BootOutline boot;
  boot.whole = {0, 1'000};
  boot.cpus = {{.cpu = 0, .chunks = {}, .events = 12'345},
               {.cpu = 3, .chunks = {}, .events = 5, .lost = 7}};
  boot.operations = {{.id = 1, .kind = "cma_alloc", .reason = "", .begin = {0}, .end = {500}},
                     {.id = 2, .kind = "cma_alloc", .reason = "", .begin = {100}, .end = {200}},
                     {.id = 3, .kind = "cma_alloc", .reason = "", .begin = {300}, .end = {900}}};
  boot.references.failures = {
      {.id = 1, .time = {150}, .kind = "freeze", .pfn = 0x1f400, .attribution = "named"}};
  return boot;
}

TEST(TimelineRows, BarsOfOneRowDoNotOverlap) {
  const Rows rows = rows_for({{0, 500}, {100, 200}, {300, 900}, {500, 600}}, 5);
  EXPECT_EQ(rows.row_of, (std::vector<int>{0, 1, 1, 0}));
  EXPECT_EQ(rows.count, 2);
}

TEST(TimelineRows, WithoutRoomTheyOverlapInTheRowThatIsFreeFirst) {
  const Rows rows = rows_for({{0, 500}, {100, 200}, {150, 900}}, 2);
  EXPECT_EQ(rows.row_of, (std::vector<int>{0, 1, 1}));
  EXPECT_EQ(rows.count, 2);
  EXPECT_EQ(rows_for({}, 2).count, 1);
}

TEST(TimelineLanes, AreOperationsFailuresPagesCpus_OneBelowTheOther) {
  query::PageHistory history;
  history.pfn = 0x1f400;
  history.locks = {{.span = {10, 20}}};
  history.waits = {{.span = {12, 21}, .pid = 2}};
  history.references = {{.span = {5, 30}}};
  history.marks = {{.time_ns = 10, .event = {}}};
  const std::vector<Lane> lanes =
      lanes_of(boot_with_two_cpus(), {{0x1f400, &history}, {0x2000, nullptr}});
  std::vector<LaneKind> kinds;
  for (const Lane& lane : lanes) kinds.push_back(lane.kind);
  EXPECT_EQ(kinds, (std::vector{LaneKind::Operations, LaneKind::Failures, LaneKind::PageLocks,
                                LaneKind::PageWaits, LaneKind::PageReferences, LaneKind::PageEvents,
                                LaneKind::PageEvents, LaneKind::Cpu, LaneKind::Cpu}));
  for (std::size_t i = 1; i < lanes.size(); ++i)
    EXPECT_GE(lanes[i].top, lanes[i - 1].top + lanes[i - 1].height);
  EXPECT_EQ(lanes[0].rows, 2);
  EXPECT_EQ(lanes[2].title, "pfn 0x1f400");
  EXPECT_TRUE(lanes[2].begins_group);
  EXPECT_EQ(lanes[6].note, "reading");
  EXPECT_EQ(lanes[7].title, "CPU 0");
  EXPECT_EQ(lanes[7].note, "12,345");
  EXPECT_EQ(lanes[8].note, "5, 7 lost");
}

TEST(TimelineLanes, OfABootWithoutAnythingThereAreNone) {
  EXPECT_TRUE(lanes_of(query::BootOutline(), {}).empty());
}

}  // namespace
}  // namespace folioscope::charts
