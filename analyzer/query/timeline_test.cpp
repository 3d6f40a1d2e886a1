// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/temp_dir.h"
#include "query/boot_outline.h"
#include "query/event_chunks.h"
#include "query/page_history.h"
#include "testing/made_timeline.h"

namespace folioscope::query {
namespace {

PageEvent made_event(std::int64_t ns, const char* name, std::int64_t pid, std::int64_t rc = 0) {
  return {.time_ns = ns, .cpu = 1, .event = {"page_lock", name}, .pid = pid, .rc = rc};
}

TEST(PageHistory, AHoldLastsFromTheLockToItsRelease_AndKnowsWhoBeganToWait) {
  const PageHistory history =
      history_of(5,
                 {made_event(10, "folio_lock_acquired", 1), made_event(12, "folio_wait_begin", 2),
                  made_event(20, "folio_lock_released", 1), made_event(23, "folio_wait_end", 2)},
                 100);
  ASSERT_EQ(history.locks.size(), 1u);
  EXPECT_EQ(history.locks[0],
            (PageHold{.span = {10, 20}, .pid = 1, .cpu = 1, .stack = 0, .waiters = 1}));
  ASSERT_EQ(history.waits.size(), 1u);
  EXPECT_EQ(history.waits[0],
            (PageWait{.span = {12, 23}, .pid = 2, .cpu = 1, .bit = 0, .waker = 1, .woken_ns = 20}));
  EXPECT_EQ(history.marks.size(), 4u);
}

TEST(PageHistory, WhatHasNoPartnerIsShownAndSaysSo) {
  const PageHistory history =
      history_of(5,
                 {made_event(5, "folio_lock_released", 1), made_event(10, "folio_lock_acquired", 1),
                  made_event(15, "folio_lock_acquired", 2), made_event(20, "folio_wait_end", 3),
                  made_event(30, "folio_wait_begin", 4)},
                 100);
  ASSERT_EQ(history.locks.size(), 3u);
  EXPECT_FALSE(history.locks[0].begin_seen);
  EXPECT_EQ(history.locks[1].span, (TimeSpan{10, 15}));
  EXPECT_FALSE(history.locks[1].end_seen);
  EXPECT_EQ(history.locks[2].span, (TimeSpan{15, 100}));
  EXPECT_FALSE(history.locks[2].end_seen);
  ASSERT_EQ(history.waits.size(), 2u);
  EXPECT_FALSE(history.waits[0].begin_seen);
  EXPECT_FALSE(history.waits[0].waker);
  EXPECT_EQ(history.waits[1].span, (TimeSpan{30, 100}));
  EXPECT_FALSE(history.waits[1].end_seen);
}

TEST(PageHistory, AWaiterThatGoesOnWithoutARelease_WasWokenByNobody) {
  const PageHistory history =
      history_of(5,
                 {made_event(5, "folio_lock_released", 1), made_event(10, "folio_wait_begin", 2),
                  made_event(12, "folio_wait_end", 2)},
                 100);
  ASSERT_EQ(history.waits.size(), 1u);
  EXPECT_FALSE(history.waits[0].waker);
}

TEST(PageHistory, FailedAttemptsAndFailuresAreMarkedAsSuch) {
  const PageHistory history =
      history_of(5,
                 {made_event(1, "migrate_attempt", 1, 0), made_event(2, "migrate_attempt", 1, -11),
                  made_event(3, "unexpected_refcount", 1)},
                 100);
  ASSERT_EQ(history.marks.size(), 3u);
  EXPECT_EQ(history.marks[0].kind, PageMarkKind::Event);
  EXPECT_EQ(history.marks[1].kind, PageMarkKind::FailedAttempt);
  EXPECT_EQ(history.marks[2].kind, PageMarkKind::Failure);
}

TEST(ChunkProfile, CountsAsTheEventsDo_ToABucket) {
  ChunkEvents events;
  events.names = {{"page_lock", "a"}, {"cma", "b"}};
  for (int i = 0; i < 5'000; ++i) {
    events.times.push_back(1'000 + i * i);
    events.kinds.push_back(i < 4'000 ? 0 : 1);
  }
  const ChunkProfile profile = profile_of(events);
  EXPECT_EQ(profile.events_before(events.times.front()), 0);
  EXPECT_EQ(profile.events_before(events.times.back() + 1), 5'000);
  for (std::size_t at = 100; at < events.times.size(); at += 97) {
    const double around = static_cast<double>(
        std::ranges::upper_bound(events.times, events.times[at] + profile.bucket_ns()) -
        std::ranges::lower_bound(events.times, events.times[at] - profile.bucket_ns()));
    EXPECT_NEAR(profile.events_before(events.times[at]), static_cast<double>(at), around);
  }
  EXPECT_EQ(profile.system_at(events.times[10]), "page_lock");
  EXPECT_EQ(profile.system_at(events.times.back()), "cma");
  EXPECT_EQ(profile.system_at(0), "");
}

TEST(ChunkProfile, OfOneEventAndOfNoneIsWhole) {
  ChunkEvents events;
  EXPECT_EQ(profile_of(events).events_before(5), 0);
  events.names = {{"cma", "b"}};
  events.times = {7};
  events.kinds = {0};
  EXPECT_EQ(profile_of(events).events_before(7), 0);
  EXPECT_EQ(profile_of(events).events_before(8), 1);
}

class MadeBoot : public testing::Test {
 protected:
  MadeBoot() {
    const MadeRun made = made_timeline();
    made.write(dir_ / "run.db");
    reader_ = *store::Reader::open(dir_ / "run.db");
  }
  BootOutline outline() { return *load_outline(*reader_, {1}); }

  TempDir dir_ = *TempDir::create("store");
  std::unique_ptr<store::Reader> reader_;
};

TEST_F(MadeBoot, ItsOutlineNeedsNoEvents) {
  const BootOutline boot = outline();
  EXPECT_EQ(boot.whole.begin_ns, 9 * kMs);
  EXPECT_EQ(boot.whole.end_ns, 20 * kMs + 999 * 20'000 + 5'000);
  ASSERT_EQ(boot.cpus.size(), 2u);
  EXPECT_EQ(boot.cpus[0].events, 2 * kManyLocks + 2);
  EXPECT_EQ(boot.cpus[0].chunks.size(), 2u);
  EXPECT_EQ(boot.cpus[1].lost, 3);
  EXPECT_EQ(boot.operations.size(), 1u);
  EXPECT_EQ(boot.stacks.at(kLongStack), "folio_lock;do_fault;handle_mm_fault");
  EXPECT_TRUE(load_outline(*reader_, {2})->whole.empty());
}

TEST_F(MadeBoot, ItsChunksHaveEachEventOnce_WithNameAndLoss) {
  const BootOutline boot = outline();
  const store::ChunkSummary& last = boot.cpus[0].chunks.back();
  const auto both =
      read_chunks(*reader_, boot.cell,
                  {0, 0, last.seq, boot.cpus[0].chunks.front().first_ns, last.last_ns}, {});
  ASSERT_TRUE(both.ok());
  ASSERT_EQ(both->size(), 2u);
  for (const store::ChunkSummary& chunk : boot.cpus[0].chunks) {
    const DecodedChunk& decoded = both->at(chunk.seq);
    EXPECT_EQ(static_cast<std::int64_t>(decoded.events->times.size()), chunk.events);
    EXPECT_EQ(decoded.events->times.front(), chunk.first_ns);
    EXPECT_EQ(decoded.events->times.back(), chunk.last_ns);
    EXPECT_EQ(decoded.events->names[decoded.events->kinds[0]],
              (EventName{"page_lock", "folio_lock_acquired"}));
  }
  const auto other = read_chunks(*reader_, boot.cell, {1, 0, 0, 0, 40 * kMs}, {});
  ASSERT_TRUE(other.ok());
  EXPECT_EQ(other->at(0).events->losses, (std::vector<TimeSpan>{{14 * kMs + 100'000, 30 * kMs}}));
}

TEST_F(MadeBoot, APageHasItsEventsOfAllCpus_AndTheReferencesOfItsFailures) {
  const auto history = load_page_history(*reader_, outline(), kHeldPfn, {});
  ASSERT_TRUE(history.ok());
  ASSERT_EQ(history->locks.size(), 1u);
  EXPECT_EQ(history->locks[0].span, (TimeSpan{10 * kMs, 14 * kMs}));
  EXPECT_EQ(history->locks[0].stack, kLongStack);
  EXPECT_EQ(history->locks[0].waiters, 1);
  ASSERT_EQ(history->waits.size(), 1u);
  EXPECT_EQ(history->waits[0].waker, 100);
  ASSERT_EQ(history->references.size(), 1u);
  EXPECT_EQ(history->references[0].span, (TimeSpan{7 * kMs, 12 * kMs}));
  EXPECT_EQ(history->references[0].holder_class, "gup");
  EXPECT_EQ(history->marks.size(), 5u);
  EXPECT_EQ(history->marks[2].kind, PageMarkKind::FailedAttempt);
  EXPECT_FALSE(history->cut);
}

TEST(PageHistory, TakesClassAndIntervalsFromTheStoreWhereItHasThem) {
  MadeRun made = made_timeline();
  store::CellRecord& cell = made.cell("stock", 0);
  cell.page_rows.locks = {{.id = 1,
                           .pfn = kHeldPfn,
                           .begin = {10 * kMs},
                           .end = {14 * kMs},
                           .holder_class = "fault",
                           .comm = "reader",
                           .waiters = 3}};
  cell.page_rows.references = {
      {.id = 1, .pfn = kHeldPfn, .begin = {8 * kMs}, .end = {13 * kMs}, .holder_class = "read"}};
  const TempDir dir = *TempDir::create("store");
  made.write(dir / "run.db");
  const auto reader = *store::Reader::open(dir / "run.db");
  const auto history = load_page_history(*reader, *load_outline(*reader, {1}), kHeldPfn, {});
  ASSERT_TRUE(history.ok());
  ASSERT_EQ(history->locks.size(), 1u);
  EXPECT_EQ(history->locks[0].holder_class, "fault");
  EXPECT_EQ(history->locks[0].comm, "reader");
  EXPECT_EQ(history->locks[0].waiters, 3);
  ASSERT_EQ(history->references.size(), 1u);
  EXPECT_EQ(history->references[0].span, (TimeSpan{8 * kMs, 13 * kMs}));
}

}  // namespace
}  // namespace folioscope::query
