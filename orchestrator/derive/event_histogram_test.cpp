// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/event_histogram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/limits.h"

namespace folioscope::derive {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr std::string_view kStacks =
    "# event histogram\n"
    "#\n"
    "# trigger info: hist:keys=stacktrace:vals=hitcount,val:sort=hitcount:size=4096 [active]\n"
    "#\n"
    "\n"
    "{ stacktrace:\n"
    "         folio_try_get+0x10/0x80\n"
    "         iomap_read+0x9c/0x2b0 [xfs]\n"
    "} hitcount:          2  val: 18446744073709551614\n"
    "{ stacktrace:\n"
    "         release_pages+0x1/0x2\n"
    "} hitcount:         30  val:         30\n"
    "\n"
    "Totals:\n"
    "    Hits: 32\n"
    "    Entries: 2\n"
    "    Dropped: 5\n";

TEST(EventHistogram, StacksHaveFunctionsHitsAndSums) {
  const EventHistogram histogram = EventHistogram::parse(kStacks);
  EXPECT_TRUE(histogram.complete);
  EXPECT_EQ(histogram.hits, 32);
  EXPECT_EQ(histogram.dropped, 5);
  EXPECT_EQ(histogram.refused_lines, 0);
  EXPECT_THAT(histogram.trigger, testing::StartsWith("hist:keys=stacktrace"));
  ASSERT_EQ(histogram.entries.size(), 2u);
  EXPECT_THAT(histogram.entries[0].frames, ElementsAre("release_pages"));
  EXPECT_EQ(histogram.entries[0].hits, 30);
  EXPECT_THAT(histogram.entries[1].frames, ElementsAre("folio_try_get", "iomap_read"));
  EXPECT_THAT(histogram.entries[1].values, ElementsAre(Pair("val", -2)));
  EXPECT_EQ(histogram.entries[1].key, "");
}

TEST(EventHistogram, OtherKeysStandBeforeAndBehindAStack) {
  const EventHistogram histogram = EventHistogram::parse(
      "{ common_pid: cma-churn       [        71], stacktrace:\n"
      "         a+0x1/0x2\n"
      ", pfn:      51200} hitcount:          3\n"
      "{ pfn:      51201 } hitcount:          1\n");
  ASSERT_EQ(histogram.entries.size(), 2u);
  EXPECT_EQ(histogram.entries[0].key, "common_pid: cma-churn       [        71], pfn:      51200");
  EXPECT_THAT(histogram.entries[0].frames, ElementsAre("a"));
  EXPECT_EQ(histogram.entries[1].key, "pfn:      51201");
  EXPECT_THAT(histogram.entries[1].frames, ElementsAre());
}

TEST(EventHistogram, NewerKernelsCallAStackByAnotherName) {
  const EventHistogram histogram = EventHistogram::parse(
      "{ common_stacktrace:\n         a+0x1/0x2\n} hitcount:          3\n"
      "{ pfn:      51200, common_stacktrace:\n         b+0x1/0x2\n} hitcount:          2\n");
  ASSERT_EQ(histogram.entries.size(), 2u);
  EXPECT_EQ(histogram.entries[0].key, "");
  EXPECT_THAT(histogram.entries[0].frames, ElementsAre("a"));
  EXPECT_EQ(histogram.entries[1].key, "pfn:      51200");
}

TEST(EventHistogram, ACutTextHasNoTotals) {
  const EventHistogram histogram = EventHistogram::parse(kStacks.substr(0, 300));
  EXPECT_FALSE(histogram.complete);
  EXPECT_EQ(histogram.entries.size(), 1u);
  EXPECT_EQ(histogram.refused_lines, 1);
}

TEST(EventHistogram, WhatIsNotUnderstoodIsCounted) {
  EXPECT_EQ(EventHistogram::parse("{ pfn: 1 } hitcount: -1\n").refused_lines, 1);
  EXPECT_EQ(EventHistogram::parse("{ pfn: 1 } hitcount: 1 val 2\n").refused_lines, 1);
  EXPECT_EQ(EventHistogram::parse("{ pfn: 1\n").refused_lines, 1);
  EXPECT_EQ(EventHistogram::parse("Hits: 99999999999999999999\n").refused_lines, 1);
  EXPECT_EQ(EventHistogram::parse("nonsense\n").refused_lines, 1);
  std::string deep = "{ stacktrace:\n";
  for (std::size_t i = 0; i <= limits::kStackFrames; ++i) deep += " f\n";
  EXPECT_THAT(EventHistogram::parse(deep).entries, testing::IsEmpty());
}

TEST(EventHistogram, DamagedTextsNeverGiveMoreThanTheyHold) {
  std::mt19937 random(1);
  for (int round = 0; round < 5'000; ++round) {
    std::string text(kStacks);
    for (int edits = 1 + static_cast<int>(random() % 8); edits > 0; --edits)
      text[random() % text.size()] = "{}:, \n0a\0#"[random() % 10];
    const EventHistogram histogram = EventHistogram::parse(text);
    EXPECT_LE(histogram.entries.size(), 4u) << text;
    EXPECT_GE(histogram.hits, 0) << text;
    for (const auto& entry : histogram.entries) EXPECT_GE(entry.hits, 0) << text;
  }
}

}  // namespace
}  // namespace folioscope::derive
