// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "derive/derive.h"
#include "testing/made_events.h"
#include "testing/places.h"
#include "testing/recorded_trace.h"

namespace folioscope::derive {
namespace {

using testing::Each;
using testing::Field;
using testing::Optional;

const std::filesystem::path kTestdata = source_dir() + "/proto/trace/testdata";

struct FromRecording {
  Derived derived;
  Deriver::Counted counted;  // of the last CPU
};

FromRecording derive_recording(const char* name) {
  const trace::Recording recording = trace::load_recording(kTestdata, name);
  Deriver deriver(recording.layout, recording.formats, trace::Recording::kPageSize);
  FromRecording result;
  for (const auto& cpu : recording.cpus) result.counted = deriver.add_pages(cpu.cpu, cpu.pages);
  result.derived = deriver.finish({});
  return result;
}

TEST(Deriver, RecordedAllocations_FourSucceedAndOneCannot) {
  const auto [got, counted] = derive_recording("keep");
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(5));
  EXPECT_THAT(value_of(got, "cma_failures"), Optional(1));
  EXPECT_THAT(value_of(got, "cma_failure_rate"), Optional(0.2));
  EXPECT_THAT(value_of(got, "cma_busy_retries_per_call"), Optional(0));
  EXPECT_THAT(value_of(got, "migrate_pages_succeeded_contig_range"), Optional(40));
  EXPECT_THAT(value_of(got, "freeze_failures"), Optional(0));
  EXPECT_GT(value_of(got, "cma_latency_max").value_or(0), 0);
  EXPECT_TRUE(got.anomalies.empty());
  EXPECT_GT(counted.events, 100);
  EXPECT_EQ(counted.unknown, 0);
  EXPECT_LT(counted.first, counted.last);
}

TEST(Deriver, RecordedReaders_RaiseTheReferencesOfSomePages) {
  const Derived got = derive_recording("busy").derived;
  EXPECT_THAT(value_of(got, "cma_calls"), Optional(3));
  EXPECT_GT(value_of(got, "cma_freeze_failures").value_or(0), 10);
  EXPECT_GE(value_of(got, "cma_freeze_elevation_mean").value_or(0), 1);
  EXPECT_GT(value_of(got, "cma_migrate_retries_per_call").value_or(0), 0);
  EXPECT_LT(value_of(got, "migrate_success_ratio_contig_range").value_or(1), 1);
}

TEST(Deriver, RecordedOverwritingRing_ReportsWhatItLost) {
  const Derived got = derive_recording("wrap").derived;
  EXPECT_GT(anomaly_of(got, "events_lost_before_a_page"), 1000);
  EXPECT_EQ(anomaly_of(got, "pages_damaged"), 0);
  EXPECT_EQ(anomaly_of(got, "pages_out_of_order"), 0);
}

// A guest may send anything. The sanitizer builds see a read that goes astray.
TEST(Deriver, RandomDamage_NeverEndsTheWalkWithAWrongNumber) {
  const trace::Recording recording = trace::load_recording(kTestdata, "keep");
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    Deriver deriver(recording.layout, recording.formats, trace::Recording::kPageSize);
    std::vector<std::byte> pages = recording.cpus[0].pages;
    for (int i = 0; i < 40; ++i)
      pages[random() % pages.size()] = static_cast<std::byte>(random() % 256);
    deriver.add_pages(0, pages);
    for (const auto& metric : deriver.finish({}).metrics) {
      EXPECT_TRUE(std::isfinite(metric.value)) << metric.name;
      const double most = metric.unit == "ratio" ? 1 : std::numeric_limits<double>::max();
      EXPECT_LE(metric.value, most) << metric.name;
    }
  }
}

TEST(Deriver, FormatsWithoutTheFieldsThatTellFailure_GiveNoMetricButAnAnomaly) {
  const MadeEvents made;
  trace::FormatTable formats;
  std::uint16_t id = 1;
  for (const auto& format : made.formats().all()) {
    trace::EventFormat bare{.system = format.system, .name = format.name, .id = id++};
    formats.add(bare);
  }
  const Derived got = Deriver({}, formats, 4096).finish({});
  ASSERT_EQ(got.metrics.size(), 1u);
  EXPECT_EQ(got.metrics[0].name, "page_ref_events");
  EXPECT_EQ(anomaly_of(got, "format_lacks_fields"), 9);
}

TEST(Deriver, MetricsMadeOfEvents_AreMarkedWhenEventsWereLost) {
  MadeEvents made;
  made.cma_start(1, 0, 7).cma_success(2, 0, 7);
  const Derived whole = made.derive(/*lossy=*/false), lossy = made.derive(/*lossy=*/true);
  EXPECT_THAT(whole.metrics, Each(Field(&store::MetricRow::touched_by_loss, false)));
  EXPECT_THAT(lossy.metrics, Each(Field(&store::MetricRow::touched_by_loss, true)));
  EXPECT_THAT(lossy.metrics, Each(Field(&store::MetricRow::source, "events")));
}

TEST(Deriver, TheOrderOfCpusDoesNotMatter) {
  MadeEvents made;
  for (std::uint64_t i = 0; i < 20; ++i)
    made.cma_start(10 * i, static_cast<int>(i % 3), 7)
        .cma_success(10 * i + 10, static_cast<int>((i + 1) % 3), 7);
  const auto derive_in_order = [&](std::vector<int> cpus) {
    Deriver deriver({}, made.formats(), 4096);
    for (const int cpu : cpus) deriver.add_pages(cpu, made.pages(cpu));
    return deriver.finish({});
  };
  const Derived one = derive_in_order({0, 1, 2}), other = derive_in_order({2, 0, 1});
  EXPECT_EQ(one.metrics, other.metrics);
  EXPECT_EQ(one.distributions, other.distributions);
}

TEST(Deriver, CountsWhatItDoesNotUnderstand) {
  MadeEvents made;
  trace::PageBuilder page(1);
  page.event(2, trace::RecordBytes(99).put(std::uint64_t{0}));  // no such format
  page.event(3, trace::RecordBytes(11));                        // shorter than cma_alloc_start
  page.event(4, trace::RecordBytes(41).put(std::uint64_t{0}));  // known
  page.header(28, 0);                                           // crosses the commit length
  Deriver deriver({}, made.formats(), 4096);
  const auto counted = deriver.add_pages(0, page.finish());
  EXPECT_EQ(counted.events, 1);
  EXPECT_EQ(counted.unknown, 2);
  EXPECT_EQ(counted.damaged_pages, 1);
  EXPECT_EQ(counted.first, GuestTime{4});
  EXPECT_EQ(counted.last, GuestTime{4});
  const Derived got = deriver.finish({});
  EXPECT_EQ(anomaly_of(got, "events_not_understood"), 2);
  EXPECT_EQ(anomaly_of(got, "pages_damaged"), 1);
  EXPECT_EQ(anomaly_of(got, "page_bytes_damaged"), 4);
}

TEST(Deriver, PageOlderThanTheOneBefore_IsAnAnomaly) {
  MadeEvents made;
  made.cma_start(1'000, 0, 7);
  const auto older = trace::PageBuilder(500).finish();
  Deriver deriver({}, made.formats(), 4096);
  deriver.add_pages(0, made.pages(0));
  deriver.add_pages(0, older);
  deriver.add_pages(1, older);  // another CPU has its own order
  EXPECT_EQ(anomaly_of(deriver.finish({}), "pages_out_of_order"), 1);
}

TEST(Deriver, WorkloadCannotReplaceAMetricOfTheEvents) {
  MadeEvents made;
  made.cma_start(1, 0, 7).cma_failure(2, 0, 7);
  Deriver deriver({}, made.formats(), 4096);
  deriver.add_pages(0, made.pages(0));
  const Derived got =
      deriver.finish({.workload_lines = {R"({"metric":"cma_failure_rate","value":0})"}});
  EXPECT_THAT(value_of(got, "cma_failure_rate"), Optional(1));
  EXPECT_EQ(anomaly_of(got, "metric_name_taken"), 1);
}

}  // namespace
}  // namespace folioscope::derive
