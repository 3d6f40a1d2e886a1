// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/holders/holder_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using Kind = HistoryRecord::Kind;
using testing::ElementsAre;
using testing::HasSubstr;

// Stacks by what they are about.
enum Stack : std::uint32_t {
  kNone,
  kFault,
  kLruAdd,
  kLruDrain,
  kGup,
  kBioEnd,
  kIsolate,
  kCacheAdd,
  kReadahead,
  kRead,
  kUnmap,
  kAround,
  kZap,
  kRemap,
  kSplice,
  kPipeEnd,
  kBuffers,
};

NamedStacks stacks() {
  return NamedStacks({{kFault, "__filemap_get_folio;filemap_fault"},
                      {kLruAdd, "folio_add_lru;filemap_add_folio"},
                      {kLruDrain, "release_pages;folio_batch_move_lru;lru_add_drain_cpu"},
                      {kGup, "internal_get_user_pages_fast;iov_iter_get_pages2"},
                      {kBioEnd, "__bio_release_pages;bio_endio"},
                      {kIsolate, "isolate_migratepages_block;alloc_contig_range"},
                      {kCacheAdd, "__filemap_add_folio;filemap_add_folio"},
                      {kReadahead, "page_cache_ra_unbounded;filemap_fault"},
                      {kRead, "filemap_get_read_batch;filemap_read"},
                      {kUnmap, "try_to_migrate_one;migrate_pages_batch"},
                      {kAround, "next_uptodate_folio;filemap_map_pages;handle_mm_fault"},
                      {kZap, "folios_put_refs;free_pages_and_swap_cache;__zap_vma_range"},
                      {kRemap, "remove_migration_pte;rmap_walk_file;migrate_pages_batch"},
                      {kSplice, "filemap_get_entry;shmem_get_folio_gfp;shmem_file_splice_read"},
                      {kPipeEnd, "page_cache_pipe_buf_release;pipe_read;vfs_read"},
                      {kBuffers, "__buffer_migrate_folio;buffer_migrate_folio_norefs"}});
}

constexpr std::int32_t kMigrator = 900;

// A page of a file, whole from its allocation: set, cache, batch, isolation; the migration failed
// at 100,000 ns. seen follows from the records.
class Page {
 public:
  Page() {
    failure_.id = 1;
    failure_.time = {100'000};
    failure_.pid = kMigrator;
    failure_.pfn = 4096;
    failure_.whole = true;
    failure_.expected = 2;
  }
  Page& set(std::int32_t pid, Stack stack) { return record(Kind::Set, 1, pid, stack); }
  Page& get(std::int32_t pid, Stack stack, std::int32_t by = 1) {
    return record(Kind::Mod, by, pid, stack);
  }
  Page& put(std::int32_t pid, Stack stack, std::int32_t by = 1) {
    return record(Kind::ModAndTest, -by, pid, stack);
  }
  Page& mapped(std::int32_t count) {
    mapcount_ = count;
    return *this;
  }
  // As the page cache makes it, with the allocator's reference and the batch's gone again.
  Page& cached(std::int32_t pid) {
    return set(pid, kReadahead)
        .get(pid, kCacheAdd)
        .get(pid, kLruAdd)
        .put(77, kLruDrain)
        .put(pid, kReadahead);
  }
  // As the guest says of a reference that sits in some CPU's batch.
  Page& in_batch(std::int32_t pid, Stack stack) {
    get(pid, stack);
    failure_.history.back().in_batch = true;
    return *this;
  }
  Page& isolated() { return get(kMigrator, kIsolate); }
  // As if the ring had wrapped: the oldest records are gone.
  Page& wrapped(std::size_t records) {
    failure_.whole = false;
    failure_.history.erase(failure_.history.begin(),
                           failure_.history.begin() + static_cast<long>(records));
    return *this;
  }
  MigrationFailure& failure() {
    failure_.seen = count_;
    failure_.mapcount = mapcount_;
    failure_.records = static_cast<std::int32_t>(failure_.history.size());
    return failure_;
  }
  Attribution judge(std::vector<Sleeper> sleepers = {}, Losses losses = Losses::None) {
    return join_holders(failure(), stacks(), sleepers, losses);
  }

 private:
  Page& record(Kind kind, std::int32_t delta, std::int32_t pid, Stack stack) {
    time_ += 1'000;
    count_ = kind == Kind::Set ? delta : count_ + delta;
    failure_.history.push_back({.time = {time_},
                                .pid = pid,
                                .stack = stack,
                                .delta = delta,
                                .count = count_,
                                .mapcount = mapcount_,
                                .cpu = 1,
                                .kind = kind});
    return *this;
  }

  MigrationFailure failure_;
  std::uint64_t time_ = 10'000;
  std::int32_t count_ = 0, mapcount_ = 0;
};

std::vector<HolderClass> classes(const Attribution& attribution) {
  std::vector<HolderClass> all;
  for (const Holder& holder : attribution.holders) all.push_back(holder.holder_class);
  return all;
}

TEST(Join, AGetThatNobodyPut_IsTheHolder) {
  const Attribution attribution = Page().cached(50).get(60, kGup).isolated().judge();
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Gup});
  const Holder& holder = attribution.holders[0];
  EXPECT_EQ(holder.pid, 60);
  EXPECT_EQ(holder.cpu, 1);
  EXPECT_EQ(holder.age_ns, 84'000);
  EXPECT_EQ(holder.stack, kGup);
  EXPECT_TRUE(holder.high_confidence);
}

TEST(Join, TheMigratorsIsolationIsExpected_AnotherMigratorsIsNot) {
  EXPECT_TRUE(Page().cached(50).isolated().judge().holders.empty());
  const Attribution attribution = Page().cached(50).get(901, kIsolate).isolated().judge();
  EXPECT_EQ(classes(attribution), std::vector{HolderClass::Migration});
  EXPECT_EQ(attribution.holders[0].pid, 901);
}

// move_pages(): follow_page() gets, the isolation gets, then follow_page()'s is put.
TEST(Join, OneOfTheMigratorsReferencesIsItsIsolation_WhicheverItPutsBack) {
  Page page;
  page.cached(50).get(60, kRead).get(kMigrator, kGup).isolated().put(kMigrator, kNone);
  const Attribution attribution = page.judge();
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Read});
  EXPECT_EQ(attribution.holders[0].pid, 60);
}

TEST(Join, AReferenceTheGuestSaysIsParked_IsTheBatchsWhateverItsStack) {
  Page page;
  page.cached(50).in_batch(60, kRead).isolated();
  page.failure().lru_cpu = 3;
  const Attribution attribution = page.judge();
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::LruBatch});
  EXPECT_EQ(attribution.holders[0].pid, 60);
}

TEST(Join, TwoHoldersAtOnce_TheLatestFirst) {
  const Attribution attribution = Page().cached(50).get(60, kGup).get(61, kRead).isolated().judge();
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
  EXPECT_THAT(classes(attribution), ElementsAre(HolderClass::Read, HolderClass::Gup));
}

TEST(Join, APutOfACompletionEndsTheGetOfItsKind_NotThatOfItsTask) {
  // Task 61 reads the page while its CPU completes the I/O of task 60.
  const Attribution attribution =
      Page().cached(50).get(60, kGup).get(61, kRead).put(61, kBioEnd).isolated().judge();
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Read});
  EXPECT_EQ(attribution.holders[0].pid, 61);
}

TEST(Join, APutEndsTheLatestGetOfItsTask) {
  const Attribution attribution =
      Page().cached(50).get(60, kRead).get(61, kRead).put(60, kRead).isolated().judge();
  ASSERT_EQ(attribution.holders.size(), 1u);
  EXPECT_EQ(attribution.holders[0].pid, 61);
}

TEST(Join, AFaultThatMapsThePage_HoldsItForThePageTable) {
  Page page;
  page.cached(50).get(60, kFault).mapped(1).get(61, kGup).isolated();
  page.failure().expected = 3;  // the mapping counts
  const Attribution attribution = page.judge();
  EXPECT_EQ(classes(attribution), std::vector{HolderClass::Gup});
}

// Two neighbours map and unmap the page by turns; what their mapcounts did between is not seen.
TEST(Join, AFaultAroundWhoseTaskUnmapsThePage_WasAMapping) {
  Page page;
  page.cached(50)
      .get(60, kGup)
      .get(61, kAround)
      .get(62, kAround)
      .mapped(1)
      .put(61, kZap)
      .isolated();
  page.failure().expected = 3;  // 62's mapping counts
  const Attribution attribution = page.judge();
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Gup});
  EXPECT_EQ(attribution.holders[0].pid, 60);
}

TEST(Join, AFaultAroundFromBeforeTheUnmapping_DoesNotHoldAPageWhoseHistoryIsNotWhole) {
  // 60's get is forgotten; 61 found the page mapped, so it is done when the migrator has the lock.
  Page page;
  page.cached(50).get(60, kGup).wrapped(6).isolated().mapped(2).get(61, kAround).mapped(0);
  const Attribution attribution = page.judge();
  EXPECT_TRUE(attribution.holders.empty());
  EXPECT_EQ(attribution.kind, Attribution::Kind::Unknown);
}

TEST(Join, AFaultAroundWhosePutIsNotInTheHistoryYet_HoldsNothing) {
  Page page;
  page.cached(50).get(60, kGup).isolated().get(61, kAround);
  MigrationFailure failure = page.failure();
  --failure.seen;
  const Attribution attribution = join_holders(failure, stacks(), {}, Losses::None);
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Gup});
  EXPECT_EQ(attribution.holders[0].pid, 60);
}

TEST(Join, ALookUpOfTheMigratorIsNoHolder_WhereTheHistoryIsNotWhole) {
  Page page;
  page.cached(50).get(60, kGup).wrapped(6).get(kMigrator, kGup).isolated();
  EXPECT_TRUE(page.judge().holders.empty());
}

TEST(Join, ARestoredMapping_DoesNotTakeTheReferenceOfWhoSleepsInAFault) {
  Page page;
  page.cached(50).get(61, kFault).isolated().get(kMigrator, kRemap).mapped(1);
  page.failure().expected = 3;
  const Attribution attribution = page.judge();
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Fault});
  EXPECT_EQ(attribution.holders[0].pid, 61);
}

TEST(Join, ThePrivateDataThatAMigrationMoved_IsNotItsIsolation) {
  Page page;
  page.set(kMigrator, kNone).get(kMigrator, kCacheAdd).get(kMigrator, kBuffers);
  page.put(kMigrator, kNone).get(60, kGup).isolated();
  page.failure().expected = 3;  // buffers count
  const Attribution attribution = page.judge();
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Gup});
  EXPECT_EQ(attribution.holders[0].pid, 60);
}

TEST(Join, AFastPin_IsOneHolder) {
  const Attribution attribution =
      Page().cached(50).get(60, kGup).get(60, kGup, 1023).isolated().judge();
  ASSERT_EQ(attribution.holders.size(), 1u);
  EXPECT_EQ(attribution.holders[0].references, 1024);
}

TEST(Join, APageInAPipe_LeavesItByTheFunctionOfUserPages) {
  const Attribution inside = Page().cached(50).get(60, kSplice).isolated().judge();
  ASSERT_EQ(classes(inside), std::vector{HolderClass::Pipe});
  EXPECT_EQ(inside.holders[0].pid, 60);
  const Attribution left =
      Page().cached(50).get(60, kSplice).get(61, kRead).put(62, kPipeEnd).isolated().judge();
  EXPECT_EQ(classes(left), std::vector{HolderClass::Read});
}

TEST(Join, WhoPinsAPageAndSleepsOnItsLock_HoldsItByThePin) {
  const Attribution attribution =
      Page().cached(50).get(60, kGup).isolated().judge({{60, {90'000}}});
  EXPECT_EQ(classes(attribution), std::vector{HolderClass::Gup});
}

TEST(Join, APutThatFollowsAnUnmapping_IsThePageTables) {
  Page page;
  page.cached(50).get(60, kFault).mapped(1).get(61, kFault).isolated().mapped(0);
  page.put(kMigrator, kUnmap);
  const Attribution attribution = page.judge();
  ASSERT_EQ(attribution.holders.size(), 1u);
  EXPECT_EQ(attribution.holders[0].pid, 61);
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
}

TEST(Join, AMappingThatIsGoneButStillHeld_IsAPageTableHolder) {
  Page page;
  page.cached(50).get(60, kFault).mapped(1).isolated().mapped(0);
  EXPECT_EQ(classes(page.judge()), std::vector{HolderClass::PageTable});
}

TEST(Join, TheBatchThatHasThePage_IsProofWithoutHistory) {
  Page page;
  page.cached(50).isolated();
  page.failure().history.clear();
  page.failure().whole = false;
  MigrationFailure failure = page.failure();
  failure.seen = 3;
  failure.lru_cpu = 2;
  failure.lru_batch = 4;
  const Attribution attribution = join_holders(failure, stacks(), {}, Losses::None);
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::LruBatch});
  EXPECT_EQ(attribution.holders[0].cpu, 2);
  EXPECT_EQ(attribution.holders[0].pid, std::nullopt);
  EXPECT_TRUE(attribution.holders[0].high_confidence);
  EXPECT_THAT(attribution.holders[0].evidence, HasSubstr("activate batch of CPU 2"));
}

TEST(Join, TheBatchAndAPin_AreTwoHolders) {
  Page page;
  page.set(50, kReadahead).get(50, kCacheAdd).get(50, kLruAdd).put(50, kReadahead);
  page.get(60, kGup).isolated();
  page.failure().lru_cpu = 0;
  page.failure().lru_batch = 0;
  const Attribution attribution = page.judge();
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
  EXPECT_THAT(classes(attribution), ElementsAre(HolderClass::Gup, HolderClass::LruBatch));
  EXPECT_EQ(attribution.holders[1].pid, 50);
}

TEST(Join, ABatchThatNoCpuHas_IsBelievedLast) {
  Page page;
  page.set(50, kReadahead).get(50, kCacheAdd).put(50, kReadahead).get(60, kRead);
  page.get(50, kLruAdd).isolated();
  MigrationFailure failure = page.failure();
  failure.seen = 3;  // one of the two is gone, its put was not recorded
  const Attribution one = join_holders(failure, stacks(), {}, Losses::None);
  EXPECT_EQ(classes(one), std::vector{HolderClass::Read});
  failure.seen = 4;
  const Attribution both = join_holders(failure, stacks(), {}, Losses::None);
  EXPECT_THAT(classes(both), ElementsAre(HolderClass::LruBatch, HolderClass::Read));
  EXPECT_FALSE(both.holders[0].high_confidence);
}

TEST(Join, ATaskThatSleepsOnTheLock_IsAHolder) {
  Page page;
  page.cached(50).get(60, kFault).isolated();
  const Attribution attribution = page.judge({{60, {50'000}}});
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::PageLockWaiter});
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
  EXPECT_EQ(page.judge({{60, {50'000}}}, Losses::Some).kind, Attribution::Kind::Unreliable);
}

TEST(Join, ManyPinsAreOneHolderOfManyReferences) {
  Page page;
  page.cached(50).get(60, kGup, 1024).isolated();
  page.failure().pinned = true;
  const Attribution attribution = page.judge();
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
  ASSERT_EQ(attribution.holders.size(), 1u);
  EXPECT_EQ(attribution.holders[0].references, 1024);
  EXPECT_THAT(attribution.holders[0].evidence, HasSubstr("pinned"));
}

TEST(Join, AWrappedHistoryNamesWhatItShows_WithLessConfidence) {
  const Attribution attribution = Page().cached(50).get(60, kGup).isolated().wrapped(3).judge();
  EXPECT_EQ(attribution.kind, Attribution::Kind::Named);
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Gup});
  EXPECT_FALSE(attribution.holders[0].high_confidence);
}

TEST(Join, AHolderFromBeforeTheHistoryIsUnknown) {
  Page page;
  page.cached(50).get(60, kGup).isolated();
  EXPECT_EQ(page.wrapped(6).judge().kind, Attribution::Kind::Unknown);
  Page two;
  two.cached(50).get(60, kGup).get(61, kRead).isolated();
  EXPECT_EQ(two.wrapped(6).judge().kind, Attribution::Kind::Partly);
}

TEST(Join, APutOfAnOlderGet_TakesNothingFromAWrappedHistory) {
  Page page;
  page.cached(50).get(59, kRead).get(60, kGup).put(59, kRead).isolated().wrapped(6);
  const Attribution attribution = page.judge();
  ASSERT_EQ(attribution.holders.size(), 1u);
  EXPECT_EQ(attribution.holders[0].pid, 60);
}

TEST(Join, AFreezeSettlesWhatWasBefore) {
  Page page;
  page.cached(50).get(60, kGup).wrapped(2);
  MigrationFailure& failure = page.failure();
  failure.history.push_back({.time = {30'000}, .count = 0, .kind = Kind::Freeze});
  failure.history.push_back({.time = {31'000}, .delta = 1, .count = 1, .kind = Kind::Unfreeze});
  failure.history.push_back({.time = {32'000}, .pid = 61, .stack = kRead, .delta = 1, .count = 2});
  failure.records = static_cast<std::int32_t>(failure.history.size());
  failure.seen = 3;
  failure.expected = 2;
  const Attribution attribution = join_holders(failure, stacks(), {}, Losses::None);
  ASSERT_EQ(classes(attribution), std::vector{HolderClass::Read});
  EXPECT_TRUE(attribution.holders[0].high_confidence);
}

TEST(Join, AMissingRecordMakesTheVerdictUnreliable) {
  Page page;
  page.cached(50).get(60, kGup).isolated();
  MigrationFailure failure = page.failure();
  ++failure.records;
  EXPECT_EQ(join_holders(failure, stacks(), {}, Losses::None).kind, Attribution::Kind::Unreliable);
}

TEST(Join, LargeFoliosHaveTheirOwnExpectedCount) {
  Page page;
  page.set(50, kReadahead).get(50, kCacheAdd, 16).put(50, kReadahead).isolated();
  page.failure().expected = 17;
  EXPECT_TRUE(page.judge().holders.empty());
  page.get(60, kGup);
  EXPECT_EQ(classes(page.judge()), std::vector{HolderClass::Gup});
}

TEST(Join, AReferenceThatIsGoneAgainHasNoHolder) {
  Page page;
  page.cached(50).get(60, kGup).isolated();
  MigrationFailure failure = page.failure();
  failure.seen = failure.expected;
  const Attribution attribution = join_holders(failure, stacks(), {}, Losses::None);
  EXPECT_EQ(attribution.kind, Attribution::Kind::Unknown);
  EXPECT_TRUE(attribution.holders.empty());
}

// The sanitizer builds see what overflows.
TEST(Join, NumbersOfAHostileGuestEndInAVerdict) {
  std::mt19937_64 random(9);
  constexpr std::int32_t kEdges[] = {0, 1, -1, std::numeric_limits<std::int32_t>::max(),
                                     std::numeric_limits<std::int32_t>::min()};
  const auto edge = [&] { return kEdges[random() % std::size(kEdges)]; };
  const NamedStacks names = stacks();
  for (int round = 0; round < 20'000; ++round) {
    MigrationFailure failure;
    failure.time = {random() >> random() % 64};
    failure.seen = edge();
    failure.expected = edge();
    failure.mapcount = edge();
    failure.lru_cpu = edge();
    failure.lru_batch = edge();
    failure.pinned = random() % 2 == 0;
    failure.whole = random() % 2 == 0;
    failure.records = static_cast<std::int32_t>(random() % 20);
    for (std::int32_t i = 0; i < failure.records; ++i)
      failure.history.push_back({.time = {random() >> random() % 64},
                                 .pid = edge(),
                                 .stack = static_cast<std::uint32_t>(random() % 14),
                                 .delta = edge(),
                                 .count = edge(),
                                 .mapcount = edge(),
                                 .kind = static_cast<Kind>(random() % kHistoryKinds)});
    const std::vector<Sleeper> sleepers{{edge(), {random()}}};
    const Attribution attribution = join_holders(failure, names, sleepers, Losses::None);
    ASSERT_LE(attribution.holders.size(), failure.history.size() + 3);
    std::int64_t references = 0;
    for (const Holder& holder : attribution.holders) {
      ASSERT_GT(holder.references, 0);
      references += holder.references;
    }
    ASSERT_LE(references, std::max<std::int64_t>(failure.extra_references(), 0));
  }
}

}  // namespace
}  // namespace folioscope::derive
