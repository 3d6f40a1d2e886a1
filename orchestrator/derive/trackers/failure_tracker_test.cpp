// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/failure_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;

MigrationFailure pinned_page(std::int64_t id, std::uint64_t time_ns) {
  MigrationFailure failure;
  failure.id = id;
  failure.time = {time_ns};
  failure.pid = 7;
  failure.pfn = 1024;
  failure.whole = true;
  failure.seen = 3;
  failure.expected = 2;
  failure.stack = 3;
  using Kind = HistoryRecord::Kind;
  failure.history = {
      {.time = {time_ns - 90}, .pid = 50, .delta = 1, .count = 1, .kind = Kind::Set},
      {.time = {time_ns - 80}, .pid = 60, .stack = 1, .delta = 1, .count = 2, .cpu = 3},
      {.time = {time_ns - 70}, .pid = 7, .stack = 2, .delta = 1, .count = 3}};
  failure.records = 3;
  return failure;
}

BootData with_stacks() {
  BootData rest;
  rest.named_stacks = {{1, "internal_get_user_pages_fast;iov_iter_get_pages2"},
                       {2, "isolate_migratepages_block;alloc_contig_range"}};
  return rest;
}

TEST(Failures, BecomeRowsMetricsAndAShareByClass) {
  MadeEvents made;
  made.cma_start(500, 0, 7).failure(pinned_page(1, 1'000)).cma_failure(1'500, 0, 7);
  made.failure(pinned_page(2, 2'000));
  const Derived got = made.derive(with_stacks());
  ASSERT_EQ(got.references.failures.size(), 2u);
  EXPECT_EQ(got.references.failures[0], (store::FailureRow{.id = 1,
                                                           .time = {1'000},
                                                           .kind = "freeze",
                                                           .pfn = 1024,
                                                           .seen = 3,
                                                           .expected = 2,
                                                           .pid = 7,
                                                           .stack = 3,
                                                           .in_cma = true,
                                                           .attribution = "named",
                                                           .operation = 1}));
  EXPECT_FALSE(got.references.failures[1].in_cma);
  ASSERT_EQ(got.references.holders.size(), 2u);
  const store::HolderRow& holder = got.references.holders[0];
  EXPECT_EQ(holder.holder_class, "gup");
  EXPECT_EQ(holder.pid, 60);
  EXPECT_EQ(holder.cpu, 3);
  EXPECT_EQ(holder.age_ns, 80);
  EXPECT_EQ(holder.stack, 1);
  EXPECT_EQ(holder.confidence, "high");
  EXPECT_THAT(value_of(got, "failures"), Optional(2));
  EXPECT_THAT(value_of(got, "failures_named_share"), Optional(1));
  EXPECT_THAT(value_of(got, "holder_share_gup"), Optional(1));
  EXPECT_THAT(value_of(got, "holder_share_lru_batch"), Optional(0));
  EXPECT_THAT(value_of(got, "failures_freeze_in_cma"), Optional(1));
  EXPECT_EQ(got.stacks.size(), 2u);
  EXPECT_THAT(got.anomalies, testing::IsEmpty());
}

TEST(Failures, OfKernelsBeforeTheAbiNumber_AreReadUnderTheOldNames) {
  MigrationFailure failure = pinned_page(1, 1'000);
  failure.history[1].in_batch = true;
  failure.lru_cpu = 3;
  const auto derived = [&](MadeEvents made) {
    made.failure(failure);
    return made.derive(with_stacks());
  };
  const Derived old = derived(MadeEvents(false, true));
  ASSERT_EQ(old.references.holders.size(), 1u);
  EXPECT_EQ(old.references.holders[0].holder_class, "lru_batch");
  EXPECT_EQ(old.references.holders, derived(MadeEvents()).references.holders);
}

TEST(Failures, AreStoredUnderTheNameOfTheirKind) {
  MadeEvents made;
  MigrationFailure failure = pinned_page(1, 1'000);
  for (int kind = 0; kind < NR_MMTRACE_FAIL; ++kind) {
    failure.id = kind + 1;
    failure.kind = static_cast<MigrationFailure::Kind>(kind);
    made.failure(failure);
  }
  const Derived got = made.derive(with_stacks());
  std::vector<std::string> kinds;
  for (const store::FailureRow& row : got.references.failures) kinds.push_back(row.kind);
  EXPECT_THAT(kinds, testing::ElementsAre("freeze", "compare", "extra_references", "not_on_lru",
                                          "not_isolated"));
  for (const std::string& kind : kinds)
    EXPECT_THAT(value_of(got, "failures_" + kind), Optional(1)) << kind;
}

// PG_waiters is another bit there.
TEST(Failures, OfAKernelThatSaysWhereItsFlagsAre_AreReadAccordingly) {
  MigrationFailure failure = pinned_page(1, 1'000);
  failure.history[1].stack = 3;
  failure.has_waiters = true;  // bit 7
  BootData boot = with_stacks();
  boot.named_stacks.push_back({3, "filemap_fault"});
  const auto evidence = [&](const std::string& abi) {
    boot.guest.abi = abi;
    return MadeEvents().failure(failure).derive(boot).references.holders.at(0).evidence;
  };
  const std::string number = "abi " + std::to_string(MMTRACE_ABI) + "\n";
  EXPECT_THAT(evidence(number + "PG_waiters 7\n"), testing::HasSubstr("the page has waiters"));
  EXPECT_THAT(evidence(number + "PG_waiters 9\n"),
              testing::Not(testing::HasSubstr("the page has waiters")));
}

TEST(Failures, LostHistoryIsSeen) {
  MadeEvents made;
  MigrationFailure failure = pinned_page(1, 1'000);
  failure.records = 4;
  made.failure(failure);
  made.at(2'000, 0, 7, "page_history", {99, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0});
  const Derived got = made.derive(with_stacks());
  EXPECT_EQ(got.references.failures.at(0).attribution, "unreliable");
  EXPECT_THAT(value_of(got, "failures_unreliable"), Optional(1));
  EXPECT_THAT(value_of(got, "holder_share_unknown"), Optional(1));
  EXPECT_EQ(anomaly_of(got, "page_history_without_failure"), 1);
}

TEST(Failures, HostileNumbersAreCounted) {
  MadeEvents made;
  made.failure(pinned_page(1, 1'000));
  made.failure(pinned_page(1, 2'000));  // the same number again, with a history of its own
  made.at(3'000, 0, 7, "unexpected_refcount", {2, 9, 1, 1, 1, 0, 0, 0, -1, -1, 0, 0, 0});
  made.at(4'000, 0, 7, "unexpected_refcount", {3, 0, -1, 1, 1, 0, 0, 0, -1, -1, -5, 0, -1});
  const Derived got = made.derive(with_stacks());
  EXPECT_EQ(anomaly_of(got, "failures_repeated"), 1);
  EXPECT_EQ(anomaly_of(got, "failures_impossible"), 1);
  ASSERT_EQ(got.references.failures.size(), 2u);
  EXPECT_EQ(got.references.failures[0].attribution, "unreliable");
  EXPECT_EQ(got.references.failures[1].attribution, "unreliable");
}

TEST(Failures, WhatIsOverTheBoundIsCountedOnly) {
  MadeEvents made;
  for (int id : {1, 2, 3}) made.failure(pinned_page(id, static_cast<std::uint64_t>(id) * 1'000));
  BootState boot;
  Subscriber events(made.formats(), boot);
  FailureTracker tracker(events, 1);
  Dispatch dispatch(made.formats());
  events.connect(dispatch);
  const auto pages = made.pages(0);
  trace::PageCursor cursor({}, std::span(pages).first(4096));
  for (trace::Record record; cursor.next(record);)
    for (const Dispatch::Handler& handler : dispatch.find(record)->handlers)
      handler.call(handler.tracker, record);
  Output out(false);
  tracker.finish(out);
  const Derived got = std::move(out).take();
  EXPECT_EQ(got.references.failures.size(), 1u);
  EXPECT_THAT(value_of(got, "failures"), Optional(3));
  EXPECT_EQ(anomaly_of(got, "failures_over_bound"), 2);
}

TEST(Failures, ASleeperOnTheLockIsFoundAmongTheLockEvents) {
  MadeEvents made;
  MigrationFailure failure = pinned_page(1, 1'000);
  failure.history[1].stack = 0;
  made.at(950, 1, 60, "folio_wait_begin", {1024, 0, 0}).failure(failure);
  made.at(1'100, 1, 60, "folio_wait_end", {1024, 0, 0});
  const Derived got = made.derive(with_stacks());
  ASSERT_EQ(got.references.holders.size(), 1u);
  EXPECT_EQ(got.references.holders[0].holder_class, "page_lock_waiter");
  EXPECT_EQ(got.references.holders[0].pid, 60);
}

// A sleep whose end was lost may have ended long before the failure.
TEST(Failures, ATaskThatBeganToSleepAnewWasNoSleeperBefore) {
  MadeEvents made;
  MigrationFailure failure = pinned_page(1, 1'000);
  failure.history[1].stack = 0;
  made.at(950, 1, 60, "folio_wait_begin", {1024, 0, 0}).failure(failure);
  made.at(1'100, 1, 60, "folio_wait_begin", {1024, 0, 0});
  made.at(1'200, 1, 60, "folio_wait_end", {1024, 0, 0});
  const Derived got = made.derive(with_stacks());
  ASSERT_EQ(got.references.holders.size(), 1u);
  EXPECT_EQ(got.references.holders[0].holder_class, "unknown");
}

TEST(Failures, ATaskThatSleepsToTheEndIsASleeper) {
  MadeEvents made;
  MigrationFailure failure = pinned_page(1, 1'000);
  failure.history[1].stack = 0;
  made.at(950, 1, 60, "folio_wait_begin", {1024, 0, 0}).failure(failure);
  EXPECT_EQ(made.derive(with_stacks()).references.holders.at(0).holder_class, "page_lock_waiter");
}

TEST(Sleepers, OfManyThoseWhoseSleepEndedFirstAreNamed_LongestFirst) {
  Sleepers sleepers;
  sleepers.begin(5, {1, {10}});
  EXPECT_TRUE(sleepers.now(5).empty()) << "nobody said that it would ask";
  sleepers.will_ask();
  for (std::int64_t pid = 1; pid <= 20; ++pid)
    sleepers.begin(5, {pid, {static_cast<std::uint64_t>(100 - pid)}});
  sleepers.begin(6, {99, {1}});
  const auto tickets = sleepers.now(5);
  EXPECT_EQ(tickets.size(), 20u);
  for (std::int64_t pid = 20; pid > 3; --pid) sleepers.end(5, pid);
  sleepers.forget(5, 3);
  const auto slept = sleepers.of(tickets);
  ASSERT_EQ(slept.size(), Sleepers::kMostAtOnce);
  EXPECT_EQ(slept.front().pid, 20);
  EXPECT_EQ(slept.back().pid, 5);
  EXPECT_TRUE(sleepers.now(5).size() == 2) << "1 and 2 sleep on";
}

TEST(Failures, SymbolsOfAnotherKernelAreRefused_FramesStayOffsets) {
  BootData rest;
  rest.guest.stacks = "1 10\n";
  rest.system_map = "1000 T _stext\n1008 T folio_add_lru\n2000 T _etext\n";
  rest.symbols_of = "k1";
  rest.kernel = "k1";
  const Derived named = MadeEvents().derive(rest);
  EXPECT_EQ(named.stacks.at(0).frames, "folio_add_lru");
  rest.kernel = "k2";
  const Derived refused = MadeEvents().derive(rest);
  EXPECT_EQ(refused.stacks.at(0).frames, "0x10");
  EXPECT_EQ(anomaly_of(refused, "symbols_refused"), 1);
}

}  // namespace
}  // namespace folioscope::derive
