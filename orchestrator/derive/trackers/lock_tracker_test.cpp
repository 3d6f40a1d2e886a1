// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/trackers/lock_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>
#include <string>
#include <unordered_map>

#include "testing/made_events.h"

namespace folioscope::derive {
namespace {

using testing::Optional;

BootData with_stacks() {
  BootData rest;
  rest.named_stacks = {{1, "migrate_pages_batch;compact_zone"}, {2, "filemap_fault"}};
  return rest;
}

TEST(Locks, AHoldIsFromTheAcquisitionToTheNextReleaseOfThePage_OnAnyCpu) {
  MadeEvents made;
  made.acquired(1'000, 0, 5).acquired(1'500, 1, 6).released(3'000, 1, 5).released(4'500, 0, 6);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "lock_pairs"), Optional(2));
  EXPECT_THAT(value_of(got, "lock_hold_p50"), Optional(2'000));
  EXPECT_THAT(value_of(got, "lock_hold_max"), Optional(3'000));
  EXPECT_THAT(value_of(got, "lock_unmatched_releases"), Optional(0));
  EXPECT_THAT(got.anomalies, testing::IsEmpty());
}

TEST(Locks, HoldsAreToldApartByClassByHowAndByWaiters) {
  MadeEvents made;
  made.acquired(1'000, 0, 5, /*how=*/0, /*stack=*/1).released(2'000, 0, 5, /*had_waiters=*/true);
  made.acquired(3'000, 0, 5, /*how=*/3, /*stack=*/2).released(3'100, 0, 5);
  const Derived got = made.derive(with_stacks());
  EXPECT_THAT(value_of(got, "lock_hold_migration_max"), Optional(1'000));
  EXPECT_THAT(value_of(got, "lock_hold_migration_with_waiters_max"), Optional(1'000));
  EXPECT_THAT(value_of(got, "lock_hold_fault_max"), Optional(100));
  EXPECT_EQ(value_of(got, "lock_hold_fault_with_waiters_max"), std::nullopt);
  EXPECT_THAT(value_of(got, "lock_hold_by_try_max"), Optional(1'000));
  EXPECT_THAT(value_of(got, "lock_hold_by_woken_max"), Optional(100));
  EXPECT_THAT(value_of(got, "lock_hold_with_waiters_max"), Optional(1'000));
  EXPECT_THAT(value_of(got, "lock_hold_without_waiters_max"), Optional(100));
}

TEST(Locks, AFreeInBetweenBreaksThePair) {
  MadeEvents made;
  made.acquired(1'000, 0, 5).at(2'000, 1, 9, "mm_page_free", {5, 0}).released(3'000, 0, 5);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "lock_pairs"), Optional(0));
  EXPECT_THAT(value_of(got, "lock_pairs_broken_by_free"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_unmatched_releases"), Optional(1));
}

TEST(Locks, EndsWithoutAPartnerAreCounted) {
  MadeEvents made;
  made.released(1'000, 0, 5).acquired(2'000, 0, 5).acquired(3'000, 0, 5).released(3'500, 0, 5);
  made.acquired(4'000, 0, 8);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "lock_unmatched_releases"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_starts_replaced"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_unreleased_starts"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_hold_max"), Optional(500));
}

TEST(Locks, WaitsAreTheTasksOwn_AndToldApartByBehaviour) {
  MadeEvents made;
  made.at(1'000, 0, 70, "folio_wait_begin", {5, 0, 0})
      .at(1'200, 1, 71, "folio_wait_begin", {5, 0, 2});
  made.at(1'700, 1, 71, "folio_wait_end", {5, 0, 2}).at(5'000, 1, 70, "folio_wait_end", {5, 0, 0});
  made.at(6'000, 0, 70, "folio_wait_begin", {5, 15, 1})
      .at(6'100, 0, 70, "folio_wait_end", {5, 15, 1});
  made.at(7'000, 0, 72, "folio_wait_end", {5, 0, 0})
      .at(8'000, 0, 73, "folio_wait_begin", {5, 0, 0});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "lock_waits"), Optional(2));
  EXPECT_THAT(value_of(got, "lock_waits_with_reference"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_wait_max"), Optional(4'000));
  EXPECT_THAT(value_of(got, "lock_wait_exclusive_max"), Optional(4'000));
  EXPECT_THAT(value_of(got, "lock_wait_drop_max"), Optional(500));
  EXPECT_THAT(value_of(got, "page_wait_max"), Optional(100));
  EXPECT_EQ(anomaly_of(got, "wait_end_without_begin"), 1);
  EXPECT_EQ(anomaly_of(got, "wait_begin_without_end"), 1);
}

TEST(Locks, AWakeTellsTheQueue) {
  MadeEvents made;
  made.at(1'000, 0, 7, "folio_wake", {0, 300, 1, 3, 9'000, 12'000});
  made.at(2'000, 0, 7, "folio_wake", {0, 1, 1, 1, 1'000, 1'300});
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "wakes"), Optional(2));
  EXPECT_THAT(value_of(got, "wake_entries_p50"), Optional(1));
  EXPECT_THAT(value_of(got, "wake_entries_max"), Optional(300));
  EXPECT_THAT(value_of(got, "wake_locked_ns_max"), Optional(9'000));
  EXPECT_THAT(value_of(got, "wake_stretch_ns_max"), Optional(3'000));
  EXPECT_THAT(value_of(got, "wake_chunks_max"), Optional(3));
  EXPECT_THAT(value_of(got, "wake_resumes"), Optional(2));
  EXPECT_THAT(value_of(got, "wake_resumes_per_wake"), Optional(1));
  EXPECT_THAT(value_of(got, "wake_locked_ns_per_entry"), Optional(10'000.0 / 301));
}

TEST(Locks, WaitsAndWakesOfWritebackAreToldApart) {
  MadeEvents made;
  constexpr int kLock = 0, kWriteback = 15, kReferenced = 2;
  for (const int bit : {kLock, kWriteback, kWriteback, kReferenced})
    made.at(1'000, 0, 70 + bit, "folio_wait_begin", {5, bit, 1});
  made.at(2'000, 0, 7, "folio_wake", {kWriteback, 2, 2, 1, 100, 100});
  made.at(3'000, 0, 7, "folio_wake", {kLock, 5, 4, 1, 100, 100});
  made.at(3'000, 0, 7, "folio_wake", {kReferenced, 1, 1, 1, 100, 100});
  BootData rest;
  rest.guest.counters = "released 8\nwaits 4\n";
  rest.workload_lines = {R"({"metric":"fsync_iterations","value":4,"unit":"count"})"};
  const Derived got = made.derive(rest);
  EXPECT_THAT(value_of(got, "writeback_waits"), Optional(2));
  EXPECT_THAT(value_of(got, "writeback_wakes"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_wakes"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_wakeups"), Optional(4));
  EXPECT_THAT(value_of(got, "lock_wakeups_per_wake"), Optional(4));
  EXPECT_THAT(value_of(got, "lock_wakeups_per_unlock"), Optional(0.5));
  EXPECT_THAT(value_of(got, "writeback_waits_per_fsync"), Optional(0.5));
}

TEST(Locks, TheGuestsCountersTellTheHerdWithoutEvents) {
  BootData rest;
  rest.guest.counters = "released 100\nwaits 40\nwakes 10\nwake_entries 35\n";
  rest.workload_lines = {R"({"metric":"fsync_iterations","value":20,"unit":"count"})",
                         R"({"metric":"herd_moves","value":5,"unit":"count"})"};
  const Derived got = rows_of(rest);
  EXPECT_THAT(value_of(got, "page_waits_per_unlock"), Optional(0.4));
  EXPECT_THAT(value_of(got, "page_waits_per_fsync"), Optional(2));
  EXPECT_THAT(value_of(got, "page_waits_per_move"), Optional(8));
  EXPECT_THAT(value_of(got, "wake_entries_per_wake"), Optional(3.5));
  EXPECT_EQ(value_of(got, "lock_wakeups_per_unlock"), std::nullopt);
}

TEST(Locks, ARatioIsTouchedByTheLossOfEitherPart) {
  MadeEvents made;
  made.at(2'000, 0, 7, "folio_wake", {0, 2, 2, 1, 100, 100});
  BootData rest = lossy_boot();
  rest.guest.counters = "released 8\nwakes 2\nwake_entries 3\n";
  const Derived got = made.derive(rest);
  std::map<std::string, bool> touched;
  for (const store::MetricRow& row : got.metrics) touched[row.name] = row.touched_by_loss;
  EXPECT_TRUE(touched.at("lock_wakeups_per_unlock"));
  EXPECT_FALSE(touched.at("wake_entries_per_wake"));
}

TEST(Locks, NumbersThatCannotBeAreCounted) {
  MadeEvents made;
  constexpr auto kLargest = std::numeric_limits<std::int64_t>::max();
  made.at(1, 0, 7, "folio_lock_acquired", {kLargest, 0, 0});
  made.at(2, 0, 7, "folio_lock_acquired", {1, -1, 0});
  made.at(3, 0, 7, "folio_lock_acquired", {1, 6, 0});
  made.at(4, 0, 7, "folio_lock_acquired", {1, 0, -5});
  made.at(5, 0, 7, "folio_wait_begin", {1, 0, 7});
  made.at(6, 0, -3, "folio_wait_begin", {1, 0, 0});
  made.at(7, 0, 7, "folio_wake", {-1, -1, -1, -1, -1, -1});
  const Derived got = made.derive();
  EXPECT_EQ(anomaly_of(got, "lock_events_impossible"), 6);
  EXPECT_THAT(value_of(got, "wake_entries_max"), Optional(0));
}

TEST(Locks, TheGuestsHistogramsGiveTheSameNames) {
  MadeEvents made;
  for (int i = 0; i < 100; ++i)
    made.acquired(static_cast<std::uint64_t>(10'000 * i), 0, 5, 0, 1)
        .released(static_cast<std::uint64_t>(10'000 * i + 1'500), 0, 5);
  const Derived exact = made.derive(with_stacks());
  BootData rest = with_stacks();
  std::string buckets;
  for (int i = 0; i < 40; ++i) buckets += i == 10 ? " 100" : " 0";
  rest.guest.holds = "1 0 0 100 150000" + buckets + "\nnonsense\n1 9 0 1 1" + buckets + "\n";
  rest.guest.counters = "acquired_try 100\nstacks_full 0\nBAD 1\n";
  const Derived summed = rows_of(rest);
  for (const char* name : {"lock_pairs", "lock_pairs_migration"})
    EXPECT_EQ(value_of(exact, name), value_of(summed, name)) << name;
  for (const char* name : {"lock_hold_p50", "lock_hold_migration_p95", "lock_hold_by_try_max",
                           "lock_hold_without_waiters_max"}) {
    EXPECT_GE(value_of(summed, name).value_or(0), 1'024) << name;
    EXPECT_LT(value_of(summed, name).value_or(1e9), 2'048) << name;
    EXPECT_THAT(value_of(exact, name), Optional(1'500)) << name;
  }
  EXPECT_EQ(exact.distributions, summed.distributions);
  EXPECT_EQ(anomaly_of(summed, "guest_holds_not_understood"), 2);
  EXPECT_THAT(value_of(summed, "mmtrace_acquired_try"), Optional(100));
  EXPECT_EQ(anomaly_of(summed, "guest_counters_not_understood"), 1);
}

TEST(HeldLocks, AgreesWithAMapOverRandomPutsAndTakes) {
  HeldLocks held;
  std::unordered_map<std::uint32_t, std::uint64_t> model;
  std::mt19937 random(5);
  for (std::uint64_t step = 0; step < 200'000; ++step) {
    const auto pfn = static_cast<std::uint32_t>(random() % 3'000) << (random() % 2 * 12);
    const auto known = model.find(pfn);
    if (random() % 2 == 0) {
      ASSERT_EQ(held.put({.since_ns = step, .pfn = pfn}).has_value(), known != model.end());
      model[pfn] = step;
    } else {
      const auto taken = held.take(pfn);
      ASSERT_EQ(taken.has_value(), known != model.end());
      if (!taken) continue;
      ASSERT_EQ(taken->since_ns, known->second);
      model.erase(known);
    }
    ASSERT_EQ(held.count(), model.size());
  }
}

TEST(Histogram, IsExactUntilItsBound_ThenWithinASixteenth) {
  Histogram histogram;
  for (std::uint64_t i = 1; i <= Histogram::kExact; ++i) histogram.add(i);
  EXPECT_EQ(histogram.quantile(0.5), Histogram::kExact / 2.0);
  for (std::uint64_t i = 1; i <= Histogram::kExact; ++i) histogram.add(i);
  const double exact = Histogram::kExact / 2.0;
  EXPECT_GE(histogram.quantile(0.5), exact);
  EXPECT_LE(histogram.quantile(0.5), exact * (1 + 1.0 / 16) + 1);
  EXPECT_EQ(histogram.max(), Histogram::kExact);
  EXPECT_EQ(histogram.octave(0), 2u);
  EXPECT_EQ(histogram.octave(3), 16u);
}

TEST(Histogram, TakesTheLargestNumbers) {
  Histogram histogram;
  for (std::size_t i = 0; i <= Histogram::kExact; ++i)
    histogram.add(std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(histogram.octave(63), Histogram::kExact + 1);
  EXPECT_GT(histogram.quantile(0.5), 1e19);
}

}  // namespace
}  // namespace folioscope::derive
