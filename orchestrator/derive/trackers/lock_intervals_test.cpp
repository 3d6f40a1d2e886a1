// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/lock_intervals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kLockBit = 0, kHolder = 7;  // MadeEvents' locks are kHolder's

MigrationFailure failure_of_page(std::uint64_t pfn, std::uint64_t time_ns) {
  MigrationFailure failure;
  failure.id = 1;
  failure.time = {time_ns};
  failure.pid = 9;
  failure.pfn = pfn;
  failure.seen = 3;
  failure.expected = 2;
  return failure;
}

// So many longer holds of other pages, each of a page of its own, that page 5 is none of theirs.
MadeEvents& longer_holds(MadeEvents& made, std::uint64_t from_ns) {
  for (std::size_t i = 0; i < LockIntervals::kLongest; ++i) {
    const int pfn = 1'000 + static_cast<int>(i);
    made.acquired(from_ns, 0, pfn).released(from_ns + 10'000, 0, pfn);
    from_ns += 20'000;
  }
  return made;
}

std::vector<store::IntervalRow> of_page(const Derived& derived, std::uint64_t pfn) {
  std::vector<store::IntervalRow> rows = derived.page_rows.locks;
  std::erase_if(rows, [pfn](const store::IntervalRow& row) { return row.pfn != pfn; });
  return rows;
}

BootData stack_of_a_fault() {
  BootData rest;
  rest.named_stacks = {{2, "filemap_fault"}};
  return rest;
}

TEST(LockIntervals, OfAPageThatFailed_AreThoseBeforeAndAfter) {
  MadeEvents made;
  made.acquired(1'000, 1, 5, 0, 2).released(1'400, 0, 5);
  made.failure(failure_of_page(5, 2'000));
  made.acquired(3'000, 0, 5).released(3'100, 0, 5);
  made.acquired(3'200, 0, 6).released(3'300, 0, 6);
  longer_holds(made, 10'000);
  const Derived got = made.derive(stack_of_a_fault());
  EXPECT_THAT(of_page(got, 5), ElementsAre(store::IntervalRow{.id = 1,
                                                              .pfn = 5,
                                                              .begin = {1'000},
                                                              .end = {1'400},
                                                              .holder_class = "fault",
                                                              .pid = kHolder,
                                                              .cpu = 1,
                                                              .stack = 2},
                                           store::IntervalRow{.id = 2,
                                                              .pfn = 5,
                                                              .begin = {3'000},
                                                              .end = {3'100},
                                                              .holder_class = "other",
                                                              .pid = kHolder,
                                                              .cpu = 0}));
  EXPECT_THAT(of_page(got, 6), IsEmpty());
  EXPECT_THAT(got.page_rows.locks, SizeIs(2 + LockIntervals::kLongest));
}

TEST(LockIntervals, OfThePageOfALongHold_AreAllOfItsHolds) {
  MadeEvents made;
  made.acquired(100, 0, 5).released(200, 0, 5);
  longer_holds(made, 1'000);
  made.acquired(900'000, 0, 5).released(990'000, 0, 5);
  EXPECT_THAT(of_page(made.derive(), 5), SizeIs(2));
}

TEST(LockIntervals, SayWhoSleptForThemAndHowLong_ButNotTheHolder) {
  MadeEvents made;
  made.acquired(1'000, 0, 5);
  made.at(1'200, 0, 20, "folio_wait_begin", {5, kLockBit, 0});
  made.at(1'300, 0, 21, "folio_wait_begin", {5, kLockBit, 0});
  made.at(1'350, 0, 22, "folio_wait_begin", {6, kLockBit, 0});
  made.at(1'500, 0, 21, "folio_wait_end", {5, kLockBit, 0});
  made.released(2'000, 0, 5);
  made.at(2'100, 0, kHolder, "folio_wait_begin", {5, kLockBit, 0});
  made.acquired(2'200, 0, 5);
  made.at(2'300, 0, kHolder, "folio_wait_end", {5, kLockBit, 0});
  made.at(2'400, 0, 20, "folio_wait_end", {5, kLockBit, 0});
  made.at(2'450, 0, 22, "folio_wait_end", {6, kLockBit, 0});
  made.released(2'500, 0, 5);
  const auto rows = made.derive().page_rows.locks;
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].waiters, 2);
  EXPECT_EQ(rows[0].waited_ns, 800 + 200);
  EXPECT_EQ(rows[1].waiters, 1);
  EXPECT_EQ(rows[1].waited_ns, 200);
}

TEST(LockIntervals, OneThatIsNeverReleased_LastsToTheEnd_AndIsNoneOfTheLongest) {
  MadeEvents made;
  made.acquired(1'000, 0, 5).acquired(1'100, 0, 6).failure(failure_of_page(5, 2'000));
  made.acquired(3'000, 0, 8).released(9'000, 0, 8);
  const Derived got = made.derive();
  ASSERT_THAT(of_page(got, 5), SizeIs(1));
  EXPECT_EQ(of_page(got, 5)[0].end.ns, 9'000u);
  EXPECT_THAT(of_page(got, 6), IsEmpty());
}

TEST(LockIntervals, TakeTheirTasksNamesFromWhereverTheyWereSaid) {
  LockIntervals some;
  some.add(LockHold{.begin_ns = 1, .end_ns = 2, .pfn = 5, .pid = 60});
  some.add(LockHold{.begin_ns = 3, .end_ns = 4, .pfn = 5, .pid = 61});
  const auto rows = some.rows({}, {}, {{60, "reader"}}).rows;
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].comm, "reader");
  EXPECT_EQ(rows[1].comm, "");
}

TEST(LockIntervals, BeyondTheRows_TheLongestStayAndTheOthersAreCounted) {
  LockIntervals some({.kept = 1'000, .rows = 3});
  for (std::uint64_t i = 1; i <= 6; ++i)
    some.add(LockHold{.begin_ns = i * 100, .end_ns = i * 100 + (i % 2 == 0 ? i : 50), .pfn = 5});
  const LockIntervals::Rows got = some.rows({}, {}, {});
  ASSERT_THAT(got.rows, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(got.rows[i].id, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(got.rows[i].begin.ns, 100 + 200 * i);
  }
  EXPECT_EQ(got.over, 3);
}

TEST(LockIntervals, BeyondWhatIsKept_TheLongestHoldIsStillThere) {
  LockIntervals some({.kept = 2, .rows = 100});
  some.add(LockHold{.begin_ns = 1, .end_ns = 2, .pfn = 5});
  some.add(LockHold{.begin_ns = 3, .end_ns = 4, .pfn = 6});
  some.add(LockHold{.begin_ns = 5, .end_ns = 900, .pfn = 7});
  const LockIntervals::Rows got = some.rows({}, {}, {});
  ASSERT_THAT(got.rows, SizeIs(3));
  EXPECT_EQ(got.rows[2].pfn, 7u);
  EXPECT_EQ(got.over, 1);
}

}  // namespace
}  // namespace folioscope::derive
