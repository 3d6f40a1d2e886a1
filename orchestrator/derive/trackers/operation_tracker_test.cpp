// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/operation_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::ElementsAre;

constexpr int kTask = 70, kOther = 7;  // MadeEvents' locks are kOther's
constexpr int kForCompaction = 0, kForOffline = 2, kSyscall = 3, kForContigRange = 6;

MadeEvents& range(MadeEvents& made, std::uint64_t time, int first, int end, int ret = 0) {
  return made.at(time, 0, kTask, "contig_result", {ret, first, end});
}

TEST(PageSet, RangesThatTouchAreOne) {
  PageSet set;
  set.add(10, 20);
  set.add(30, 31);
  set.add(20, 25);
  set.add(5, 11);
  set.add(40, 40);
  EXPECT_EQ(set.count(), 21U);
  EXPECT_EQ(set.first(), 5U);
  EXPECT_TRUE(set.contains(24) && set.contains(30) && set.contains(5));
  EXPECT_FALSE(set.contains(25) || set.contains(4) || set.contains(31));
  std::vector<std::uint64_t> frames;
  PageSet few;
  few.add(5, 7);
  few.add(9, 10);
  few.for_each([&](std::uint64_t pfn) { frames.push_back(pfn); });
  EXPECT_THAT(frames, ElementsAre(5, 6, 9));
  EXPECT_FALSE(PageSet().first());
}

TEST(Operations, ACmaAllocationHasTheRangesThatWereTried_AndItsOutcome) {
  MadeEvents made;
  made.cma_start(1'000, 0, kTask);
  range(made, 2'000, 512, 1024, -16);
  made.at(2'500, 0, kTask, "cma_alloc_busy_retry", {512});
  made.at(2'600, 0, kTask, "mm_migrate_pages_start", {0, kForContigRange});
  made.at(2'700, 0, kTask, "migrate_attempt", {0, kForContigRange, -11, 0, 600});
  made.at(2'800, 0, kTask, "migrate_attempt", {1, kForContigRange, 0, 1, 600});
  made.at(2'900, 0, kTask, "mm_migrate_pages", {1, 0, kForContigRange});
  range(made, 3'000, 1024, 1536);
  made.cma_success(4'000, 0, kTask);
  const auto rows = made.derive().operations;
  EXPECT_THAT(rows.operations, ElementsAre(store::OperationRow{.id = 1,
                                                               .kind = "cma_alloc",
                                                               .reason = "",
                                                               .pid = kTask,
                                                               .begin = {1'000},
                                                               .end = {4'000},
                                                               .first_pfn = 512,
                                                               .pages = 1024,
                                                               .retries = 1,
                                                               .attempts = 2,
                                                               .failed_attempts = 1}));
}

TEST(Operations, AMigrationHasThePagesThatWereTried) {
  MadeEvents made;
  made.at(1'000, 0, kTask, "mm_migrate_pages_start", {0, kSyscall});
  made.at(1'500, 0, kTask, "migrate_attempt", {0, kSyscall, -11, 0, 9});
  made.at(1'600, 0, kTask, "migrate_attempt", {1, kSyscall, -11, 0, 9});
  made.at(1'700, 0, kTask, "migrate_attempt", {0, kSyscall, 0, 1, 4});
  made.at(2'000, 0, kTask, "mm_migrate_pages", {1, 1, kSyscall});
  made.at(3'000, 0, kTask, "mm_migrate_pages", {1, 0, kSyscall});  // whose begin is not there
  const auto rows = made.derive().operations;
  ASSERT_EQ(rows.operations.size(), 1U);
  EXPECT_EQ(rows.operations[0].reason, "syscall");
  EXPECT_EQ(rows.operations[0].first_pfn, 4U);
  EXPECT_EQ(rows.operations[0].pages, 2);
  EXPECT_EQ(rows.operations[0].attempts, 3);
  EXPECT_TRUE(rows.operations[0].failed);
}

TEST(Operations, TakingMemoryOfflineHasItsBlock_ItsMigrationsAndItsOutcome) {
  MadeEvents made;
  made.at(1'000, 0, kTask, "offline_pages", {32'768, 512});
  made.at(1'100, 0, kTask, "mm_migrate_pages_start", {2, kForOffline});
  made.at(1'200, 0, kTask, "migrate_attempt", {0, kForOffline, -11, 0, 32'800});
  made.at(1'300, 0, kTask, "mm_migrate_pages", {0, 1, kForOffline});
  made.at(1'400, 0, kTask, "mm_migrate_pages_start", {2, kForOffline});
  made.at(1'500, 0, kTask, "migrate_attempt", {0, kForOffline, 0, 0, 32'800});
  made.at(1'600, 0, kTask, "mm_migrate_pages", {1, 0, kForOffline});
  made.at(2'000, 0, kTask, "offline_pages_return", {0});
  made.at(3'000, 0, kTask, "offline_pages", {33'280, 512});
  made.at(4'000, 0, kOther, "offline_pages_return", {0});  // whose call was not seen
  made.at(5'000, 0, kTask, "offline_pages_return", {-16});
  const auto rows = made.derive().operations;
  EXPECT_THAT(rows.operations, ElementsAre(store::OperationRow{.id = 1,
                                                               .kind = "offline",
                                                               .reason = "",
                                                               .pid = kTask,
                                                               .begin = {1'000},
                                                               .end = {2'000},
                                                               .first_pfn = 32'768,
                                                               .pages = 512,
                                                               .attempts = 2,
                                                               .failed_attempts = 1},
                                           store::OperationRow{.id = 2,
                                                               .kind = "offline",
                                                               .reason = "",
                                                               .pid = kTask,
                                                               .begin = {3'000},
                                                               .end = {5'000},
                                                               .first_pfn = 33'280,
                                                               .pages = 512,
                                                               .failed = true,
                                                               .error = -16}));
}

TEST(Operations, ACompactionHasItsMigrations_AndFailsWhenAPageStays) {
  MadeEvents made;
  made.at(1'000, 0, kTask, "mm_compaction_begin", {1});
  made.at(1'100, 0, kTask, "mm_migrate_pages_start", {0, kForCompaction});
  made.at(1'200, 0, kTask, "migrate_attempt", {0, kForCompaction, -11, 0, 9});
  made.at(1'300, 0, kTask, "mm_migrate_pages", {0, 1, kForCompaction});
  made.at(1'400, 0, kTask, "mm_migrate_pages_start", {0, kForCompaction});
  made.at(1'500, 0, kTask, "migrate_attempt", {0, kForCompaction, 0, 1, 4});
  made.at(1'600, 0, kTask, "mm_migrate_pages", {1, 0, kForCompaction});
  made.at(1'700, 0, kTask, "mm_compaction_end", {1, 5});
  made.at(1'800, 0, kTask, "mm_compaction_end", {1, 5});  // whose begin is not there
  const auto rows = made.derive().operations;
  EXPECT_THAT(rows.operations, ElementsAre(store::OperationRow{.id = 1,
                                                               .kind = "compact",
                                                               .reason = "",
                                                               .pid = kTask,
                                                               .begin = {1'000},
                                                               .end = {1'700},
                                                               .first_pfn = 4,
                                                               .pages = 2,
                                                               .failed = true,
                                                               .attempts = 2,
                                                               .failed_attempts = 1}));
}

TEST(Operations, LocksOfOthersOnItsPagesCountForTheTimeThatTheyShare) {
  MadeEvents made;
  made.acquired(100, 0, 520).acquired(200, 0, 530).acquired(300, 0, 99);
  made.cma_start(1'000, 0, kTask);
  made.at(1'100, 0, kTask, "folio_lock_acquired", {540, 0, 0});
  made.released(1'200, 0, 540);                        // its own
  made.released(1'500, 0, 520, /*had_waiters=*/true);  // 500 ns of it
  made.released(1'600, 0, 99);                         // another page
  made.acquired(1'700, 0, 520).released(1'750, 0, 520);
  range(made, 1'900, 512, 1024, -16);
  made.cma_failure(2'000, 0, kTask);  // 530 is still held: 1,000 ns
  const auto rows = made.derive().operations;
  ASSERT_EQ(rows.operations.size(), 1U);
  EXPECT_TRUE(rows.operations[0].failed);
  EXPECT_THAT(rows.locks, ElementsAre(store::OperationLockRow{1, "other", 3, 1, 1'550, 1'000}));
}

// Of an operation on fewer pages than are locked, and of one that was about all memory there could
// be, if the guest is to be believed.
TEST(Operations, LocksThatAreStillHeldCountWhereverTheyAre) {
  constexpr int kFar = 1 << 20;
  for (const int end : {kFar + 2, std::numeric_limits<int>::max()}) {
    MadeEvents made;
    made.acquired(100, 0, kFar).acquired(110, 0, 7).acquired(120, 0, 8);
    made.cma_start(1'000, 0, kTask);
    range(made, 1'900, kFar, end, -16);
    made.cma_failure(2'000, 0, kTask);
    EXPECT_THAT(made.derive().operations.locks,
                ElementsAre(store::OperationLockRow{1, "other", 1, 0, 1'000, 1'000}))
        << end;
  }
}

// 16 TiB behind it, where no page of a guest is.
TEST(Operations, LockOfAPageIsNoneOfPagesWhoseNumbersOnlyEndLikeIt) {
  MadeEvents made;
  made.acquired(100, 0, 7).acquired(110, 0, 8);
  made.cma_start(1'000, 0, kTask);
  constexpr std::int64_t kFar = (std::int64_t{1} << 32) + 7;
  made.at(1'900, 0, kTask, "contig_result", {-16, kFar, kFar + 1});
  made.cma_failure(2'000, 0, kTask);
  EXPECT_EQ(made.derive().operations.operations.at(0).first_pfn, std::uint64_t{kFar});
  EXPECT_TRUE(made.derive().operations.locks.empty());
}

TEST(Operations, OfTwoAtOnceEachHasItsOwnLocks) {
  MadeEvents made;
  made.cma_start(1'000, 0, kTask);
  made.at(1'100, 0, kOther + 1, "mm_migrate_pages_start", {0, kSyscall});
  made.at(1'200, 0, kOther + 1, "migrate_attempt", {0, kSyscall, 0, 1, 9});
  made.acquired(1'300, 0, 9).released(1'350, 0, 9).acquired(1'400, 0, 600).released(1'500, 0, 600);
  made.at(1'600, 0, kOther + 1, "mm_migrate_pages", {1, 0, kSyscall});
  range(made, 1'900, 512, 1024);
  made.cma_success(2'000, 0, kTask);
  const auto rows = made.derive().operations;
  EXPECT_THAT(rows.locks, ElementsAre(store::OperationLockRow{2, "other", 1, 0, 50, 50},
                                      store::OperationLockRow{1, "other", 1, 0, 100, 100}));
}

// A reference that was there before the operation counts from its begin; the page's second failure
// goes on with the same.
TEST(Operations, ReferencesInItsWayAreSummedUpByClass) {
  MadeEvents made;
  MigrationFailure failure{.id = 1, .time = {2'000}, .pid = kTask, .pfn = 600, .seen = 3};
  failure.expected = 2;
  failure.lru_cpu = 1;
  failure.lru_batch = MMTRACE_BATCH_ACTIVATE;
  MigrationFailure again = failure, other = failure;
  again.id = 2;
  again.time = {2'500};
  other.id = 3;
  other.time = {4'000};
  made.cma_start(1'000, 0, kTask).failure(failure).failure(again);
  range(made, 2'900, 512, 1024, -16);
  made.cma_failure(3'000, 0, kTask).failure(other);
  const Derived derived = made.derive();
  ASSERT_EQ(derived.references.failures.size(), 3U);
  EXPECT_EQ(derived.references.failures[0].operation, 1);
  EXPECT_EQ(derived.references.failures[1].operation, 1);
  EXPECT_EQ(derived.references.failures[2].operation, std::nullopt);
  ASSERT_EQ(derived.operations.references.size(), 1U);
  EXPECT_EQ(derived.operations.references[0].operation, 1);
  EXPECT_EQ(derived.operations.references[0].holder_class, "lru_batch");
  EXPECT_EQ(derived.operations.references[0].pages, 1);
}

}  // namespace
}  // namespace folioscope::derive
