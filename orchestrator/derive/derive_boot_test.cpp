// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "derive/derive.h"
#include "derive/trackers/trackers.h"
#include "testing/made_events.h"
#include "testing/places.h"
#include "testing/recorded_trace.h"

namespace folioscope::derive {
namespace {

using testing::Each;
using testing::Field;
using testing::Optional;

const std::filesystem::path kTestdata = source_dir() + "/proto/trace/testdata";

BootData recorded_boot(const char* name) {
  const trace::Recording recording = trace::load_recording(kTestdata, name);
  BootData boot;
  boot.layout = recording.layout;
  boot.formats = recording.formats;
  boot.page_size = trace::Recording::kPageSize;
  std::map<int, std::vector<std::byte>> pages;
  for (const auto& cpu : recording.cpus) pages[cpu.cpu] = cpu.pages;
  boot.pages = made_pages(std::move(pages));
  return boot;
}

BootData with_pages(std::map<int, std::vector<std::byte>> pages) {
  BootData boot;
  boot.formats = MadeEvents().formats();
  boot.pages = made_pages(std::move(pages));
  return boot;
}

std::vector<std::byte> joined(std::vector<std::byte> one, const std::vector<std::byte>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

TEST(DeriveBoot, RecordedAllocations_FourSucceedAndOneCannot) {
  const DerivedBoot boot = derived(recorded_boot("keep"));
  const Derived& got = boot.rows;
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(5));
  EXPECT_THAT(value_of(got, "cma_failures"), Optional(1));
  EXPECT_THAT(value_of(got, "cma_failure_rate"), Optional(0.2));
  EXPECT_THAT(value_of(got, "cma_busy_retries_per_call"), Optional(0));
  EXPECT_THAT(value_of(got, "migrate_pages_succeeded_contig_range"), Optional(40));
  EXPECT_THAT(value_of(got, "freeze_failures"), Optional(0));
  EXPECT_GT(value_of(got, "cma_latency_max").value_or(0), 0);
  EXPECT_TRUE(got.anomalies.empty());
  for (const auto& [cpu, chunks] : boot.chunks) {
    ASSERT_EQ(chunks.size(), 1u);
    EXPECT_GT(chunks[0].events, 100);
    EXPECT_LT(chunks[0].first, chunks[0].last);
  }
}

TEST(DeriveBoot, RecordedReaders_RaiseTheReferencesOfSomePages) {
  const Derived got = rows_of(recorded_boot("busy"));
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(3));
  EXPECT_GT(value_of(got, "cma_freeze_failures").value_or(0), 10);
  EXPECT_GE(value_of(got, "cma_freeze_extra_references_mean").value_or(0), 1);
  EXPECT_GT(value_of(got, "cma_migrate_retries_per_call").value_or(0), 0);
  EXPECT_LT(value_of(got, "migrate_success_ratio_contig_range").value_or(1), 1);
}

TEST(DeriveBoot, RecordedOverwritingRing_ReportsWhatItLost) {
  const Derived got = rows_of(recorded_boot("wrap"));
  EXPECT_GT(anomaly_of(got, "events_lost_before_a_page"), 1000);
  EXPECT_EQ(anomaly_of(got, "pages_damaged"), 0);
  EXPECT_EQ(anomaly_of(got, "pages_out_of_order"), 0);
  EXPECT_EQ(anomaly_of(got, "events_out_of_order"), 0);
}

TEST(DeriveBoot, TheSizeOfChunksDoesNotMatter) {
  BootData boot = recorded_boot("busy");
  const Derived whole = rows_of(boot);
  const trace::Recording recording = trace::load_recording(kTestdata, "busy");
  std::map<int, std::vector<std::byte>> pages;
  for (const auto& cpu : recording.cpus) pages[cpu.cpu] = cpu.pages;
  boot.pages = made_pages(std::move(pages), trace::Recording::kPageSize);
  EXPECT_EQ(rows_of(boot), whole);
}

// A guest may send anything. The sanitizer builds see a read that goes astray.
TEST(DeriveBoot, RandomDamage_NeverEndsTheWalkWithAWrongNumber) {
  const trace::Recording recording = trace::load_recording(kTestdata, "keep");
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    BootData boot = recorded_boot("keep");
    std::vector<std::byte> pages = recording.cpus[0].pages;
    for (int i = 0; i < 40; ++i)
      pages[random() % pages.size()] = static_cast<std::byte>(random() % 256);
    boot.pages = made_pages({{0, pages}});
    for (const auto& metric : rows_of(boot).metrics) {
      EXPECT_TRUE(std::isfinite(metric.value)) << metric.name;
      const double most = metric.unit == "ratio" ? 1 : std::numeric_limits<double>::max();
      EXPECT_LE(metric.value, most) << metric.name;
    }
  }
}

TEST(DeriveBoot, FormatsWithoutTheFieldsOfATracker_LeaveItOutAndSayWhich) {
  const MadeEvents made;
  BootData boot;
  std::uint16_t id = 1;
  for (const auto& format : made.formats().all())
    boot.formats.add({.system = format.system, .name = format.name, .id = id++});
  const Derived got = rows_of(boot);
  ASSERT_EQ(got.metrics.size(), 2u);
  EXPECT_EQ(got.metrics[0].name, "page_ref_events");
  EXPECT_EQ(got.metrics[1].name, "probe:own_probe");
  for (const TrackerEntry& tracker : all_trackers()) {
    const bool needs_none =
        tracker.name == "page_ref" || tracker.name == "split" || tracker.name == "probe";
    EXPECT_EQ(anomaly_of(got, tracker.fields_missing.text()) == 0, needs_none) << tracker.name;
  }
}

TEST(DeriveBoot, AMissingFieldLeavesTheOtherTrackersAlone) {
  MadeEvents made;
  made.cma_start(1, 0, 7).cma_failure(2, 0, 7).acquired(3, 0, 5).released(4, 0, 5);
  BootData boot = made.boot();
  trace::FormatTable formats;
  for (trace::EventFormat format : made.formats().all()) {
    if (format.name == "folio_lock_released")
      std::erase_if(format.fields, [](const trace::Field& field) { return field.name == "flags"; });
    formats.add(std::move(format));
  }
  boot.formats = std::move(formats);
  const Derived got = rows_of(boot);
  EXPECT_THAT(value_of(got, "cma_failures"), Optional(1));
  EXPECT_EQ(value_of(got, "lock_pairs"), std::nullopt);
  EXPECT_EQ(anomaly_of(got, "fields_missing_page_lock"), 1);
}

TEST(DeriveBoot, MetricsMadeOfEvents_AreMarkedWhenEventsWereLost) {
  MadeEvents made;
  made.cma_start(1, 0, 7).cma_success(2, 0, 7);
  BootData whole;
  whole.accounting = {{.cpu = 0, .produced = 2}};
  EXPECT_THAT(made.derive(whole).metrics, Each(Field(&store::MetricRow::touched_by_loss, false)));
  const Derived lossy = made.derive(lossy_boot());
  EXPECT_THAT(lossy.metrics, Each(Field(&store::MetricRow::touched_by_loss, true)));
  EXPECT_THAT(lossy.metrics, Each(Field(&store::MetricRow::source, "events")));
  BootData missed;
  missed.probes = {{.probe = "io_schedule", .hits = 1, .misses = 1}};
  EXPECT_THAT(made.derive(missed).metrics, Each(Field(&store::MetricRow::touched_by_loss, true)));
}

TEST(DeriveBoot, WhatWasProducedIsStoredOrLost) {
  MadeEvents made;
  made.cma_start(1, 0, 7).cma_success(2, 0, 7).cma_start(3, 1, 8);
  BootData boot;
  boot.accounting = {{.cpu = 0, .produced = 2, .stored = 77, .lost_transport = 99},
                     {.cpu = 1, .produced = 5, .lost_dropped = 1},
                     {.cpu = 2, .produced = 3}};
  const auto accounting = derived(made.boot(boot)).accounting;
  ASSERT_EQ(accounting.size(), 3u);
  EXPECT_EQ(accounting[0].stored, 2);
  EXPECT_EQ(accounting[0].lost(), 0);
  EXPECT_EQ(accounting[1].stored, 1);
  EXPECT_EQ(accounting[1].lost_transport, 3);
  EXPECT_EQ(accounting[2].lost_transport, 3);
}

TEST(DeriveBoot, CountsWhatItDoesNotUnderstand_AndTakesItForLoss) {
  trace::PageBuilder page(1);
  page.event(2, trace::RecordBytes(99).put(std::uint64_t{0}));  // no such format
  page.event(3, trace::RecordBytes(11));                        // shorter than cma_alloc_start
  page.event(4, trace::RecordBytes(41).put(std::uint64_t{0}));  // known
  const DerivedBoot unknown = derived(with_pages({{0, page.finish()}}));
  EXPECT_EQ(unknown.chunks.at(0), (std::vector<ChunkFacts>{{3, {4}, {4}}}));
  EXPECT_EQ(anomaly_of(unknown.rows, "events_not_understood"), 2);
  EXPECT_THAT(unknown.rows.metrics, testing::Contains(Field(&store::MetricRow::name, "cma_calls")));
  EXPECT_THAT(unknown.rows.metrics, Each(Field(&store::MetricRow::touched_by_loss, true)));
}

TEST(DeriveBoot, DamagedPagesAreCountedAndTakenForLoss) {
  trace::PageBuilder page(1);
  page.event(4, trace::RecordBytes(41).put(std::uint64_t{0}));
  page.header(28, 0);  // crosses the commit length
  const Derived got = rows_of(with_pages({{0, page.finish()}}));
  EXPECT_EQ(anomaly_of(got, "pages_damaged"), 1);
  EXPECT_EQ(anomaly_of(got, "page_bytes_damaged"), 4);
  EXPECT_THAT(got.metrics, Each(Field(&store::MetricRow::touched_by_loss, true)));
}

TEST(DeriveBoot, PageOlderThanTheOneBefore_IsAnAnomaly) {
  MadeEvents made;
  made.cma_start(1'000, 0, 7);
  const auto older = trace::PageBuilder(500).finish();
  // Another CPU has its own order.
  const Derived got = rows_of(with_pages({{0, joined(made.pages(0), older)}, {1, older}}));
  EXPECT_EQ(anomaly_of(got, "pages_out_of_order"), 1);
}

TEST(DeriveBoot, APageOutOfOrderIsStillDerived) {
  MadeEvents late, early, other;
  late.cma_start(1'000, 0, 7).cma_success(2'000, 0, 7);
  early.cma_start(300, 0, 8).cma_failure(400, 0, 8);
  other.cma_start(100, 1, 9).cma_success(1'500, 1, 9);
  const Derived got =
      rows_of(with_pages({{0, joined(late.pages(0), early.pages(0))}, {1, other.pages(1)}}));
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(3));
  EXPECT_THAT(value_of(got, "cma_failures"), Optional(1));
  EXPECT_EQ(anomaly_of(got, "cma_start_without_finish"), 0);
  EXPECT_EQ(anomaly_of(got, "pages_out_of_order"), 1);
  EXPECT_EQ(anomaly_of(got, "events_out_of_order"), 1);
}

TEST(DeriveBoot, OfEventsAtOneTimeThoseOfTheLowerCpuComeFirst) {
  MadeEvents made;
  made.acquired(100, 0, 5).released(100, 1, 5).acquired(200, 1, 6).released(200, 0, 6);
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "lock_pairs"), Optional(1));
  EXPECT_THAT(value_of(got, "lock_unmatched_releases"), Optional(1));
}

TEST(DeriveBoot, AFaultOfThePagesIsReturned) {
  BootData boot = MadeEvents().cma_start(1, 0, 7).boot();
  boot.pages.open = [](int) {
    return Result<store::ChunkSource>([]() -> Result<std::optional<store::PageChunk>> {
      return host_fault("the spool was cut");
    });
  };
  const auto result = derive_boot(boot);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.fault().what, "the spool was cut");
}

TEST(DeriveBoot, WorkloadCannotReplaceAMetricOfTheEvents) {
  MadeEvents made;
  made.cma_start(1, 0, 7).cma_failure(2, 0, 7);
  BootData rest;
  rest.workload_lines = {R"({"metric":"cma_failure_rate","value":0})"};
  const Derived got = made.derive(rest);
  EXPECT_THAT(value_of(got, "cma_failure_rate"), Optional(1));
  EXPECT_EQ(anomaly_of(got, "metric_name_taken"), 1);
}

// The kernel allows 2^20 of them and more: what was kept had a bound there, what goes by has none.
TEST(DeriveBoot, MoreThanAMillionEventsOfAKindAreAllCounted) {
  constexpr std::int64_t kCalls = (std::int64_t{1} << 19) + 2;
  MadeEvents made;
  std::uint64_t now = 0;
  for (std::int64_t i = 0; i < kCalls; ++i) {
    made.cma_start(now += 10, 0, 7);
    made.cma_success(now += 10, 0, 7);
  }
  const Derived got = made.derive();
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(static_cast<double>(kCalls)));
  // Rows are kept of as many as fit.
  EXPECT_THAT(got.anomalies, testing::ElementsAre(store::AnomalyRow{
                                 "operations_over_bound", kCalls - std::int64_t{100'000}}));
  EXPECT_EQ(got.operations.operations.size(), 100'000u);
}

}  // namespace
}  // namespace folioscope::derive
