// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/comparison.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "base/temp_dir.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

class ComparisonOf : public ::testing::Test {
 protected:
  Comparison load_made(const MadeRun& made) {
    made.write(dir_ / "run.db");
    auto reader = store::Reader::open(dir_ / "run.db");
    EXPECT_TRUE(reader) << (reader ? "" : reader.fault().what);
    auto comparison = load(**reader);
    EXPECT_TRUE(comparison) << (comparison ? "" : comparison.fault().what);
    return *std::move(comparison);
  }

  static std::vector<double> values(const VariantBoots& variant) {
    std::vector<double> result;
    for (const BootValue& boot : variant.boots) result.push_back(boot.value);
    return result;
  }

  TempDir dir_ = *TempDir::create("store");
};

TEST_F(ComparisonOf, SeriesHoldEveryBootsValueByVariant) {
  const Comparison comparison = load_made(made_cma_batching());
  ASSERT_THAT(comparison.conditions, SizeIs(1));
  const Condition& condition = comparison.conditions[0];
  EXPECT_EQ(condition.machine, "smp8");
  EXPECT_EQ(condition.workload, "cma-churn");
  const Series& series = condition.series.front();
  EXPECT_EQ(series.metric, "cma_failure_rate");
  EXPECT_EQ(series.unit, "ratio");
  ASSERT_THAT(series.variants, SizeIs(2));
  EXPECT_EQ(series.variants[0].variant, "stock");
  EXPECT_THAT(values(series.variants[0]), ElementsAre(0, 0, 0.025, 0, 0, 0));
  EXPECT_EQ(series.variants[1].variant, "drain-only");
  EXPECT_THAT(values(series.variants[1]), ElementsAre(0.1, 0.125, 0.075, 0.15, 0.1, 0.125));
  EXPECT_EQ(series.variants[1].boots[3].boot, 3);
  EXPECT_EQ(series.variants[1].boots[3].cell.value, 10);
}

TEST_F(ComparisonOf, BootsThatWereNotNeeded_WereNotPlanned) {
  MadeRun made = made_cma_batching();
  for (int boot = 4; boot < 6; ++boot) {
    store::CellRecord& record = made.cell("stock", boot);
    record = {.cell = record.cell};
    record.cell.status = CellStatus::NotNeeded;
  }
  const Condition condition = load_made(made).conditions[0];
  EXPECT_EQ(condition.variants[0].planned, 4);
  EXPECT_EQ(condition.variants[0].done, 4);
  EXPECT_EQ(condition.variants[1].planned, 6);
}

TEST_F(ComparisonOf, EveryValueKnowsItsBlock) {
  MadeRun made = made_cma_batching();
  for (int boot = 0; boot < 6; ++boot) made.cell("drain-only", boot).cell.block = boot / 2;
  const Comparison comparison = load_made(made);
  std::vector<int> blocks;
  for (const BootValue& boot : comparison.conditions[0].series[0].variants[1].boots)
    blocks.push_back(boot.block);
  EXPECT_THAT(blocks, ElementsAre(0, 0, 1, 1, 2, 2));
}

TEST_F(ComparisonOf, BootThatFailed_GivesNoValueAndKeepsItsReason) {
  MadeRun made = made_cma_batching();
  store::CellRecord& cell = made.cell("drain-only", 2);
  cell.cell.status = CellStatus::GuestOops;
  cell.cell.reason = "BUG: Bad page state";
  const Comparison comparison = load_made(made);
  const Condition& condition = comparison.conditions[0];
  EXPECT_THAT(values(condition.series[0].variants[1]), ElementsAre(0.1, 0.125, 0.15, 0.1, 0.125));
  EXPECT_EQ(condition.variants[1].planned, 6);
  EXPECT_EQ(condition.variants[1].done, 5);
  const auto found = std::ranges::find(comparison.cells, CellStatus::GuestOops,
                                       [](const Cell& one) { return one.row.status; });
  ASSERT_NE(found, comparison.cells.end());
  EXPECT_EQ(found->row.reason, "BUG: Bad page state");
}

TEST_F(ComparisonOf, MachinesAndWorkloadsAreNeverMixed) {
  MadeRun made({"stock"}, 1);
  made.add_condition("numa2", "cma-churn");
  made.metric("stock", "pages", "pages", {1});
  made.cell("numa2", "cma-churn", "stock", 0).metrics.push_back({"pages", 2, "pages", "vmstat"});
  const Comparison comparison = load_made(made);
  ASSERT_THAT(comparison.conditions, SizeIs(2));
  EXPECT_EQ(comparison.conditions[0].machine, "smp8");
  EXPECT_THAT(values(comparison.conditions[0].series[0].variants[0]), ElementsAre(1));
  EXPECT_EQ(comparison.conditions[1].machine, "numa2");
  EXPECT_THAT(values(comparison.conditions[1].series[0].variants[0]), ElementsAre(2));
}

TEST_F(ComparisonOf, AccountingAddsUpOverCpusWithEachKindOfLoss) {
  MadeRun made({"stock"}, 2);
  made.cell("stock", 0).cpu_accounting = {{.cpu = 0,
                                           .produced = 100,
                                           .stored = 90,
                                           .lost_overrun = 1,
                                           .lost_dropped = 2,
                                           .lost_commit = 3,
                                           .lost_unread = 4},
                                          {.cpu = 1, .produced = 50, .stored = 50}};
  made.cell("stock", 1).cpu_accounting = {
      {.cpu = 0, .produced = 7, .stored = 5, .lost_transport = 2}};
  const Comparison comparison = load_made(made);
  const Accounting& first = comparison.cells[0].accounting;
  EXPECT_EQ(
      first,
      (Accounting{
          .produced = 150, .stored = 140, .overrun = 1, .dropped = 2, .commit = 3, .unread = 4}));
  EXPECT_EQ(first.lost(), 10);
  EXPECT_TRUE(first.complete());
  const Accounting& variant = comparison.conditions[0].variants[0].accounting;
  EXPECT_EQ(variant.produced, 157);
  EXPECT_EQ(variant.lost(), 12);
  EXPECT_NEAR(variant.lost_share(), 12.0 / 157, 1e-12);
}

// A guest may claim anything, and a file may have been edited: the rest of the run is still shown.
TEST_F(ComparisonOf, CountersThatCannotBe_AreAnAnomaly_AndSumsOfThemEndAtTheLargestNumber) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  MadeRun made({"stock"}, 2);
  made.cell("stock", 0).cpu_accounting = {{.cpu = 0, .produced = kMost, .stored = kMost},
                                          {.cpu = 1, .produced = kMost, .stored = kMost}};
  made.cell("stock", 0).probe_accounting = {{"a", kMost, kMost}, {"b", 1, kMost}};
  made.cell("stock", 1).probe_accounting = {{"a", kMost, 0}};
  made.cell("stock", 0).anomalies = {{"batch_missing", kMost}};
  made.cell("stock", 1).anomalies = {{"batch_missing", kMost}};
  made.metric("stock", "pages", "pages", {1, 2});
  const Comparison comparison = load_made(made);
  EXPECT_EQ(comparison.cells[0].accounting.produced, kMost);
  EXPECT_EQ(comparison.cells[0].probe_misses, kMost);
  EXPECT_EQ(comparison.probes.at(0).hits, kMost);
  EXPECT_THAT(comparison.anomalies, ElementsAre(store::AnomalyRow{"batch_missing", kMost},
                                                store::AnomalyRow{"counters_impossible", 7}));
  EXPECT_THAT(values(comparison.conditions[0].series[0].variants[0]), ElementsAre(1, 2));
}

TEST_F(ComparisonOf, NegativeLoss_IsEventsUnaccountedFor) {
  MadeRun made({"stock"}, 1);
  made.cell("stock", 0).cpu_accounting = {
      {.cpu = 0, .produced = 5, .stored = 7, .lost_transport = -2},
      {.cpu = 1, .produced = 5, .stored = 5}};
  const Comparison comparison = load_made(made);
  EXPECT_EQ(comparison.conditions[0].variants[0].accounting.unaccounted, 2);
  EXPECT_FALSE(comparison.conditions[0].variants[0].accounting.complete());
}

TEST_F(ComparisonOf, MetricTouchedByLoss_IsFlaggedInItsArmOnly) {
  MadeRun made = made_cma_batching();
  made.cell("stock", 4).metrics[0].touched_by_loss = true;
  const Comparison comparison = load_made(made);
  EXPECT_TRUE(comparison.conditions[0].series[0].variants[0].touched_by_loss());
  EXPECT_FALSE(comparison.conditions[0].series[0].variants[1].touched_by_loss());
}

TEST_F(ComparisonOf, InfiniteValue_IsCountedAndLeftOut) {
  MadeRun made({"stock"}, 2);
  made.metric("stock", "x", "count", {1, std::numeric_limits<double>::infinity()});
  const Comparison comparison = load_made(made);
  EXPECT_THAT(values(comparison.conditions[0].series[0].variants[0]), ElementsAre(1));
  EXPECT_EQ(comparison.not_finite, 1);
}

TEST_F(ComparisonOf, HostAndPatchesAreThoseOfTheRun) {
  const Comparison comparison = load_made(made_cma_batching());
  EXPECT_EQ(comparison.host, (std::vector<HostFact>{{"cores", "2", 2},
                                                    {"memory_bytes", "8589934592", 8'589'934'592},
                                                    {"qemu", "7.2.0"}}));
  EXPECT_THAT(comparison.variants[0].patches, IsEmpty());
  EXPECT_THAT(comparison.variants[1].patches,
              ElementsAre(Patch{"patch", "configs/patches/6.1/lru-drain-only.patch"}));
}

TEST_F(ComparisonOf, AnomaliesAndProbesAddUpOverCells) {
  MadeRun made({"stock"}, 2);
  made.cell("stock", 0).anomalies = {{"unknown_event", 2}};
  made.cell("stock", 1).anomalies = {{"unknown_event", 3}, {"pages_damaged", 1}};
  made.cell("stock", 0).probe_accounting = {{"folio_migrate_mapping", 10, 1}};
  made.cell("stock", 1).probe_accounting = {{"folio_migrate_mapping", 20, 0}};
  const Comparison comparison = load_made(made);
  ASSERT_THAT(comparison.anomalies, SizeIs(2));
  EXPECT_EQ(comparison.anomalies[0].name, "pages_damaged");
  EXPECT_EQ(comparison.anomalies[1].count, 5);
  ASSERT_THAT(comparison.probes, SizeIs(1));
  EXPECT_EQ(comparison.probes[0].hits, 30);
  EXPECT_EQ(comparison.cells[0].probe_misses, 1);
}

TEST_F(ComparisonOf, RunWithoutAnyBootYet_IsEmptyNotWrong) {
  MadeRun made({"stock", "patched"}, 2);
  for (const char* variant : {"stock", "patched"})
    for (int boot : {0, 1}) made.cell(variant, boot).cell.status = CellStatus::Planned;
  made.leave_unfinished();
  const Comparison comparison = load_made(made);
  ASSERT_THAT(comparison.conditions, SizeIs(1));
  EXPECT_THAT(comparison.conditions[0].series, IsEmpty());
  EXPECT_EQ(comparison.conditions[0].variants[0].planned, 2);
  EXPECT_EQ(comparison.conditions[0].variants[0].done, 0);
  EXPECT_FALSE(comparison.run.finished);
}

}  // namespace
}  // namespace folioscope::query
