// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/reference_intervals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "derive/holders/holder_counts.h"
#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using RefKind = HistoryRecord::Kind;
using testing::ElementsAre;
using testing::SizeIs;

constexpr std::uint32_t kGupStack = 1, kIsolateStack = 2, kReadStack = 3, kCacheStack = 4;

BootData stacks_of_references() {
  BootData rest;
  rest.named_stacks = {{kGupStack, "internal_get_user_pages_fast;iov_iter_get_pages2"},
                       {kIsolateStack, "isolate_migratepages_block;alloc_contig_range"},
                       {kReadStack, "filemap_get_read_batch;filemap_read"},
                       {kCacheStack, "__filemap_add_folio;filemap_add_folio"}};
  return rest;
}

// Task 60 pins the page at 1,000; before that task 61 read it from 500 to 600.
MigrationFailure failure_of_pinned(std::int64_t id, std::uint64_t time_ns) {
  MigrationFailure failure;
  failure.id = id;
  failure.time = {time_ns};
  failure.pid = 7;
  failure.pfn = 1024;
  failure.whole = true;
  failure.seen = 4;
  failure.expected = 3;
  failure.history = {
      {.time = {100}, .pid = 50, .delta = 1, .count = 1, .kind = RefKind::Set},
      {.time = {200}, .pid = 50, .stack = kCacheStack, .delta = 1, .count = 2},
      {.time = {500}, .pid = 61, .stack = kReadStack, .delta = 1, .count = 3},
      {.time = {600},
       .pid = 61,
       .stack = kReadStack,
       .delta = -1,
       .count = 2,
       .kind = RefKind::ModAndTest},
      {.time = {1'000}, .pid = 60, .stack = kGupStack, .delta = 1, .count = 3, .cpu = 3},
      {.time = {time_ns - 10}, .pid = 7, .stack = kIsolateStack, .delta = 1, .count = 4}};
  failure.records = 6;
  return failure;
}

store::IntervalRow read_interval() {
  return {.id = 1,
          .pfn = 1024,
          .begin = {500},
          .end = {600},
          .holder_class = "read",
          .pid = 61,
          .cpu = 0,
          .stack = kReadStack};
}

store::IntervalRow pin_interval(std::uint64_t end_ns) {
  return {.id = 2,
          .pfn = 1024,
          .begin = {1'000},
          .end = {end_ns},
          .holder_class = "gup",
          .pid = 60,
          .cpu = 3,
          .stack = kGupStack};
}

TEST(ReferenceIntervals, OfAFailure_AreWhoseHistoryEnds_AndWhoHoldsIt) {
  MadeEvents made;
  made.failure(failure_of_pinned(1, 2'000));
  const Derived got = made.derive(stacks_of_references());
  ASSERT_THAT(got.references.holders, SizeIs(1));
  EXPECT_THAT(got.page_rows.references, ElementsAre(read_interval(), pin_interval(2'000)));
}

TEST(ReferenceIntervals, OneThatTwoFailuresMet_IsOne_AndLastsToTheLater) {
  MadeEvents made;
  made.failure(failure_of_pinned(1, 2'000)).failure(failure_of_pinned(2, 3'000));
  EXPECT_THAT(made.derive(stacks_of_references()).page_rows.references,
              ElementsAre(read_interval(), pin_interval(3'000)));
}

TEST(ReferenceIntervals, ThePutIsInTheHistoryOfALaterFailure) {
  MigrationFailure later = failure_of_pinned(2, 3'000);
  later.history[5] = {.time = {2'500},
                      .pid = 60,
                      .stack = kGupStack,
                      .delta = -1,
                      .count = 2,
                      .kind = RefKind::ModAndTest};
  later.seen = 2;
  later.expected = 2;
  MadeEvents made;
  made.failure(failure_of_pinned(1, 2'000)).failure(later);
  EXPECT_THAT(made.derive(stacks_of_references()).page_rows.references,
              ElementsAre(read_interval(), pin_interval(2'500)));
}

TEST(ReferenceIntervals, BeyondTheirNumberAreCounted) {
  const MigrationFailure failure = failure_of_pinned(1, 2'000);
  const NamedStacks stacks(stacks_of_references().named_stacks);
  ReferenceIntervals few(1);
  few.add(failure, join_holders(failure, stacks, {}, Losses::None), stacks);
  EXPECT_THAT(few.rows(CommTable()), SizeIs(1));
  EXPECT_EQ(few.over(), 1);
}

TEST(HolderCounts, AFailureCountsOnceForEachStackOfItsHolders_AndForNobody) {
  MigrationFailure unnamed = failure_of_pinned(3, 4'000);
  unnamed.history.clear();
  unnamed.records = 0;
  MadeEvents made;
  made.failure(failure_of_pinned(1, 2'000)).failure(failure_of_pinned(2, 3'000)).failure(unnamed);
  EXPECT_THAT(made.derive(stacks_of_references()).page_rows.holder_counts,
              testing::UnorderedElementsAre(store::HolderCountRow{"gup", kGupStack, 2},
                                            store::HolderCountRow{"unknown", 0, 1}));
}

TEST(HolderCounts, AFailureWhoseReferencesWereGone_CountsForNothing) {
  MigrationFailure gone = failure_of_pinned(1, 2'000);
  gone.seen = gone.expected;
  HolderCounts counts;
  counts.add(gone, {});
  EXPECT_THAT(counts.rows(), SizeIs(0));
}

}  // namespace
}  // namespace folioscope::derive
