// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/accounting.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace folioscope::ingest {
namespace {

using testing::HasSubstr;

// The text as 6.1 prints it.
std::string stats_text(const RingCounters& counters) {
  return fmt::format(
      "entries: {}\noverrun: {}\ncommit overrun: {}\nbytes: 1234\n"
      "oldest event ts:     1.234567\nnow ts:    10.000001\ndropped events: {}\nread events: {}\n",
      counters.entries, counters.overrun, counters.commit_overrun, counters.dropped, counters.read);
}

Result<store::CpuAccounting> close(const RingCounters& start, const RingCounters& end,
                                   std::int64_t stored) {
  return account_events({3, stats_text(start), stats_text(end)}, stored);
}

TEST(RingCounters, EveryCounterIsFoundByItsWholeName) {
  const RingCounters counters{1, 2, 3, 4, 5};
  const auto parsed = parse_ring_counters(stats_text(counters));
  ASSERT_TRUE(parsed.ok()) << parsed.fault().what;
  EXPECT_EQ(*parsed, counters);
}

TEST(RingCounters, EveryTextThatIsCutBeforeItsLastCounterIsRefused) {
  const std::string text = stats_text({1, 2, 3, 4, 5});
  for (std::size_t length = 0; length < text.find("read events: ") + 13; ++length)
    EXPECT_FALSE(parse_ring_counters(text.substr(0, length)).ok()) << length;
}

TEST(RingCounters, ANegativeHugeOrDoubleCountIsRefused) {
  EXPECT_FALSE(parse_ring_counters(stats_text({-1, 0, 0, 0, 0})).ok());
  EXPECT_FALSE(parse_ring_counters(stats_text({0, 0, 0, 0, INT64_MAX})).ok());
  EXPECT_FALSE(parse_ring_counters(stats_text({}) + "entries: 0\n").ok());
  EXPECT_FALSE(parse_ring_counters(stats_text({}) + "read events: x\n").ok());
}

TEST(AccountEvents, WithoutLossEverythingProducedIsStored) {
  const auto events = close({}, {.read = 1000}, 1000);
  ASSERT_TRUE(events.ok()) << events.fault().what;
  EXPECT_EQ(events->cpu, 3);
  EXPECT_EQ(events->produced, 1000);
  EXPECT_EQ(events->lost(), 0);
}

TEST(AccountEvents, EveryKindOfLossHasItsOwnColumnAndNoneIsUnaccountedFor) {
  const auto events = close(
      {}, {.entries = 1, .overrun = 20, .commit_overrun = 300, .dropped = 4000, .read = 50000},
      49990);
  ASSERT_TRUE(events.ok()) << events.fault().what;
  EXPECT_EQ(events->produced, 54321);
  EXPECT_EQ(events->lost_unread, 1);
  EXPECT_EQ(events->lost_overrun, 20);
  EXPECT_EQ(events->lost_commit, 300);
  EXPECT_EQ(events->lost_dropped, 4000);
  EXPECT_EQ(events->lost_transport, 10);
  EXPECT_EQ(events->produced, events->stored + events->lost());
}

TEST(AccountEvents, WhatWasThereBeforeIsNotOfThisSession) {
  const RingCounters start{.overrun = 5, .commit_overrun = 1, .dropped = 7, .read = 100};
  const auto events =
      close(start, {.overrun = 5, .commit_overrun = 1, .dropped = 9, .read = 150}, 50);
  ASSERT_TRUE(events.ok()) << events.fault().what;
  EXPECT_EQ(events->produced, 52);
  EXPECT_EQ(events->lost_dropped, 2);
  EXPECT_EQ(events->lost(), 2);
}

TEST(AccountEvents, MoreStoredThanTheGuestAdmitsIsANegativeLoss) {
  const auto events = close({}, {.read = 10}, 12);
  ASSERT_TRUE(events.ok());
  EXPECT_EQ(events->lost_transport, -2);
  EXPECT_EQ(events->produced, events->stored + events->lost());
}

TEST(AccountEvents, AMissingTextOrACounterThatRunsBackwardsIsTheGuestsFault) {
  const auto missing = account_events({0, stats_text({}), ""}, 0);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.fault().domain, FaultDomain::Guest);
  const auto backwards = close({.dropped = 10}, {.dropped = 9, .read = 5}, 5);
  ASSERT_FALSE(backwards.ok());
  EXPECT_THAT(backwards.fault().what, HasSubstr("CPU 3 ran backwards"));
}

}  // namespace
}  // namespace folioscope::ingest
