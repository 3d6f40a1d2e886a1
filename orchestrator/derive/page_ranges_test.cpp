// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/page_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// As 6.1 prints it, without the counters in between.
constexpr const char* kZoneInfo = R"(Node 0, zone      DMA
  per-node stats
      nr_inactive_anon 12
  pages free     3840
        boost    0
        spanned  4095
        present  3998
        managed  3840
  pagesets
    cpu: 0
              count: 0
  node_unreclaimable:  0
  start_pfn:           1
Node 0, zone    DMA32
  pages free     100
        spanned  61440
        present  61408
  start_pfn:           4096
Node 0, zone   Normal
  pages free     0
        spanned  0
Node 1, zone    DMA32
        spanned  65536
  start_pfn:           65536
)";

TEST(Zones, ArePlacesOfMemory_AndAddUpToNodes) {
  const Zones got = zones_of(kZoneInfo);
  EXPECT_THAT(got.rows, ElementsAre(store::PageRangeRow{"node", "", 0, 1, 65'535},
                                    store::PageRangeRow{"node", "", 1, 65'536, 65'536},
                                    store::PageRangeRow{"zone", "DMA", 0, 1, 4'095},
                                    store::PageRangeRow{"zone", "DMA32", 0, 4'096, 61'440},
                                    store::PageRangeRow{"zone", "DMA32", 1, 65'536, 65'536}));
  EXPECT_EQ(got.refused, 0);
}

TEST(Zones, WhatMakesNoSenseIsCounted) {
  for (const char* text : {"Node 0, zone DMA\n spanned 12\n", "Node x, zone DMA\n spanned 12\n",
                           "Node 0, zone DMA\n spanned 99999999999999\n start_pfn: 1\n",
                           "Node 0, zone DMA\n spanned 12\n start_pfn: -1\n", "Node 0, zone\n",
                           "Node 2000, zone DMA\n spanned 12\n start_pfn: 1\n"}) {
    const Zones got = zones_of(text);
    EXPECT_THAT(got.rows, IsEmpty()) << text;
    EXPECT_EQ(got.refused, 1) << text;
  }
  EXPECT_EQ(zones_of("nothing\n of it\n").refused, 0);
}

TEST(CmaAreas, ReachFromTheLowestPageSeenToTheHighest_InWholeBlocks) {
  CmaAreas areas;
  areas.add("reserved", 98'400, 16);
  areas.add("reserved", 99'000, 300);
  areas.add("other", 1'024, 512);
  areas.add("other", -5, 10);
  areas.add("other", 5, -10);
  EXPECT_THAT(areas.rows(),
              ElementsAre(store::PageRangeRow{"cma", "other", std::nullopt, 1'024, 512},
                          store::PageRangeRow{"cma", "reserved", std::nullopt, 98'304, 1'024}));
}

TEST(CmaAreas, AreWhereTheGuestSaysTheyAre) {
  const SaidAreas said = said_cma_areas("reserved 122880 8192\npernuma0 32768 2048\n");
  EXPECT_THAT(said.rows,
              ElementsAre(store::PageRangeRow{"cma", "reserved", std::nullopt, 122'880, 8'192},
                          store::PageRangeRow{"cma", "pernuma0", std::nullopt, 32'768, 2'048}));
  EXPECT_EQ(said.refused, 0);
  CmaAreas seen;
  seen.add("reserved", 123'000, 16);
  seen.add("", 32'800, 16);    // an event without the name of its area
  seen.add("huge", 9'216, 1);  // of several pieces: the guest does not say where
  EXPECT_THAT(seen.rows(said.rows),
              ElementsAre(store::PageRangeRow{"cma", "huge", std::nullopt, 9'216, 512}));
}

TEST(CmaAreas, LinesThatMakeNoSenseAreCounted) {
  for (const char* text : {"reserved\n", "reserved 12\n", "reserved 12 x\n", "reserved -1 5\n",
                           "reserved 12 0\n", "reserved 12 99999999999999\n", "a 1 2 3\n", "\n"}) {
    const SaidAreas said = said_cma_areas(text);
    EXPECT_THAT(said.rows, IsEmpty()) << text;
    EXPECT_EQ(said.refused, 1) << text;
  }
  EXPECT_EQ(said_cma_areas("a 1 2\na 3 4\n").refused, 1) << "a name of two areas";
  std::string many;
  for (std::size_t i = 0; i <= CmaAreas::kMost; ++i) many += std::to_string(i) + " 1 2\n";
  EXPECT_EQ(said_cma_areas(many).rows.size(), CmaAreas::kMost);
}

TEST(PageRanges, OfABootWhoseGuestSaysItsAreas_AreThose) {
  MadeEvents made;
  made.cma_start(1'000, 0, 7).cma_success(2'000, 0, 7);
  BootData rest;
  rest.guest.cma_areas = "reserved 512 10240\nnonsense\n";
  const Derived got = made.derive(rest);
  EXPECT_THAT(got.page_rows.ranges,
              ElementsAre(store::PageRangeRow{"cma", "reserved", std::nullopt, 512, 10'240}));
  EXPECT_EQ(anomaly_of(got, "cma_areas_not_understood"), 1);
}

TEST(PageRanges, OfABootAreInItsRows) {
  MadeEvents made;
  made.cma_start(1'000, 0, 7).cma_success(2'000, 0, 7);
  BootData rest;
  rest.guest.zoneinfo = kZoneInfo;
  const Derived got = made.derive(rest);
  ASSERT_EQ(got.page_rows.ranges.size(), 6u);
  EXPECT_EQ(got.page_rows.ranges[0], (store::PageRangeRow{"cma", "", std::nullopt, 1'024, 8'192}));
  EXPECT_EQ(anomaly_of(got, "zoneinfo_not_understood"), 0);
}

}  // namespace
}  // namespace folioscope::derive
