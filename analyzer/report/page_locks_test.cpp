// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/page_locks.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "report/selection.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::report {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PageLocks : public ::testing::Test {
 protected:
  GroupLocks locks(const query::MadeRun& made) {
    made.write(dir_ / "run.db");
    auto reader = store::Reader::open(dir_ / "run.db");
    EXPECT_TRUE(reader) << (reader ? "" : reader.fault().what);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison) << (comparison ? "" : comparison.fault().what);
    comparison_ = *std::move(comparison);
    return page_locks_of(comparison_, comparison_.groups.at(0));
  }
  static const LockRow& find(const GroupLocks& locks, std::string_view name) {
    for (const LockBlock& block : locks.blocks)
      for (const LockRow& row : block.rows)
        if (row.name == name) return row;
    ADD_FAILURE() << "no row " << name;
    static const LockRow kNone;
    return kNone;
  }

  TempDir dir_ = *TempDir::create("store");
  query::Comparison comparison_;
};

TEST_F(PageLocks, BlocksAreThoseThatHaveSamples) {
  const GroupLocks all = locks(query::made_references());
  std::vector<std::string> titles;
  for (const LockBlock& block : all.blocks) titles.push_back(block.title);
  EXPECT_THAT(
      titles,
      ElementsAre("held, by class of holder", "held, by whether somebody waited at the release",
                  "held, by how it was taken", "waits", "queues, at every wake-up"));
  EXPECT_EQ(all.blocks[0].rows.size(), 4u);  // all, migration, fault, read I/O
}

TEST_F(PageLocks, QuantilesAreMediansOverBootsAndTheMaximumIsOfAllBoots) {
  query::MadeRun made({"stock"}, 3);
  for (int boot : {0, 1, 2})
    query::add_samples(made.cell("stock", boot), "lock_hold",
                       {1000.0 * (boot + 1), 1500.0 * (boot + 1), 9000.0 * (boot + 1)});
  const LockArm arm = find(locks(made), "lock_hold").arms.at(0);
  EXPECT_EQ(arm.per_boot, 3);
  EXPECT_EQ(arm.p50, 3000);
  EXPECT_EQ(arm.largest, 27'000);
  EXPECT_GE(arm.p90, arm.p50);
  EXPECT_GE(arm.p99, arm.p90);
  EXPECT_LE(arm.p99, 18'000);  // never above the boot's own maximum
}

TEST_F(PageLocks, DifferenceIsOfTheBootsMedians) {
  const LockRow row = find(locks(query::made_references()), "lock_hold_migration");
  EXPECT_EQ(row.unit, "ns");
  EXPECT_EQ(row.p50.variants[1].verdict, Verdict::Changed);
  EXPECT_EQ(row.p50.variants[1].difference.blocks, 6u);
  EXPECT_GT(row.p50.variants[1].difference.mean, 5'000);
}

TEST_F(PageLocks, HistogramsOfTheGuest_AreNotTouchedByLostEvents) {
  query::MadeRun made = query::made_references();
  auto& events = made.cell("stock", 0).cpu_accounting[0];
  events.stored -= 500;
  events.lost_overrun = 500;  // add_samples() says that no metric is touched
  const LockRow row = find(locks(made), "lock_hold_migration");
  EXPECT_EQ(row.p50.variants[1].verdict, Verdict::Changed);
  for (auto& metric : made.cell("stock", 0).metrics) metric.touched_by_loss = true;
  std::filesystem::remove(dir_ / "run.db");
  const LockRow touched = find(locks(made), "lock_hold_migration");
  EXPECT_EQ(touched.p50.variants[1].verdict, Verdict::Withheld);
}

TEST_F(PageLocks, VariantWithoutAClass_HasAnEmptyRow) {
  query::MadeRun made({"stock", "patched"}, 1);
  query::add_samples(made.cell("stock", 0), "lock_hold_split", {1000});
  const GroupLocks both = locks(made);
  EXPECT_EQ(find(both, "lock_hold_split").arms.at(1).per_boot, 0);
  EXPECT_THAT(lock_section(both), HasSubstr("  patched        0.0\n"));
}

TEST_F(PageLocks, WhatWasNotPairedIsSaid) {
  const GroupLocks all = locks(query::made_references());
  ASSERT_EQ(all.not_paired.size(), 3u);
  EXPECT_EQ(all.not_paired[0].metric, "lock_unmatched_releases");
  EXPECT_THAT(all.not_paired[0].per_boot, ElementsAre(2.5, 2.5));
  EXPECT_THAT(lock_section(all), HasSubstr("not paired, in a boot of stock: 2.5 releases without"));
}

TEST_F(PageLocks, MergedDistributionHasTheSamplesOfAllBoots) {
  locks(query::made_references());
  const auto all = merged(comparison_, comparison_.groups[0], 1, "lock_hold_migration");
  EXPECT_EQ(all.count(), 600);
  EXPECT_EQ(merged(comparison_, comparison_.groups[0], 1, "lock_hold_write").count(), 0);
}

TEST_F(PageLocks, AreNotListedAsMetricsToo) {
  locks(query::made_references());
  for (const bool all : {false, true}) {
    const auto selections = select(comparison_, {.all = all});
    for (const query::Series* series : selections.at(0).series)
      EXPECT_FALSE(series->metric.starts_with("lock_")) << series->metric;
  }
  EXPECT_EQ(select(comparison_, {.metrics = {"lock_hold_p50"}}).at(0).series.size(), 1u);
}

TEST_F(PageLocks, RunWithoutDistributions_HasNoneAndKeepsItsMetrics) {
  query::MadeRun made({"stock"}, 1);
  made.metric("stock", "lock_pairs", "count", {7});
  EXPECT_TRUE(locks(made).empty());
  EXPECT_THAT(lock_section({}), IsEmpty());
  EXPECT_EQ(select(comparison_, {.all = true}).at(0).series.size(), 1u);
}

}  // namespace
}  // namespace folioscope::report
