// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/page_locks.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::compare {
namespace {

using ::testing::ElementsAre;

class PageLocks : public ::testing::Test {
 protected:
  LockTable locks(const query::MadeRun& made) {
    made.write(dir_ / "run.db");
    auto reader = store::Reader::open(dir_ / "run.db");
    EXPECT_TRUE(reader) << (reader ? "" : reader.fault().what);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison) << (comparison ? "" : comparison.fault().what);
    comparison_ = tested(*std::move(comparison));
    return page_locks_of(comparison_, comparison_.conditions.at(0));
  }
  static const LockRow& find(const LockTable& locks, std::string_view name) {
    for (const LockBlock& block : locks.blocks)
      for (const LockRow& row : block.rows)
        if (row.name == name) return row;
    ADD_FAILURE() << "no row " << name;
    static const LockRow kNoRow;
    return kNoRow;
  }

  TempDir dir_ = *TempDir::create("store");
  TestedRun comparison_;
};

TEST_F(PageLocks, BlocksAreThoseThatHaveSamples) {
  const LockTable all = locks(query::made_references());
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
  const LockVariant variant = find(locks(made), "lock_hold").variants.at(0);
  EXPECT_EQ(variant.per_boot, 3);
  EXPECT_EQ(variant.p50, 3000);
  EXPECT_EQ(variant.largest, 27'000);
  EXPECT_GE(variant.p90, variant.p50);
  EXPECT_GE(variant.p99, variant.p90);
  EXPECT_LE(variant.p99, 18'000);  // never above the boot's own maximum
}

TEST_F(PageLocks, DifferenceIsOfTheBootsMedians) {
  const LockRow row = find(locks(query::made_references()), "lock_hold_migration");
  EXPECT_EQ(row.unit, "ns");
  EXPECT_EQ(row.p50.variants[1].outcome, Outcome::Lead);
  EXPECT_EQ(row.p50.variants[1].difference.blocks, 3u);
  EXPECT_GT(row.p50.variants[1].difference.mean, 5'000);
}

TEST_F(PageLocks, HistogramsOfTheGuest_AreNotTouchedByLostEvents) {
  query::MadeRun made = query::made_references();
  auto& events = made.cell("stock", 0).cpu_accounting[0];
  events.stored -= 500;
  events.lost_overrun = 500;  // add_samples() says that no metric is touched
  const LockRow row = find(locks(made), "lock_hold_migration");
  EXPECT_EQ(row.p50.variants[1].outcome, Outcome::Lead);
  for (auto& metric : made.cell("stock", 0).metrics) metric.touched_by_loss = true;
  std::filesystem::remove(dir_ / "run.db");
  const LockRow touched = find(locks(made), "lock_hold_migration");
  EXPECT_EQ(touched.p50.variants[1].outcome, Outcome::Withheld);
}

TEST_F(PageLocks, VariantWithoutAClass_HasAnEmptyRow) {
  query::MadeRun made({"stock", "patched"}, 1);
  query::add_samples(made.cell("stock", 0), "lock_hold_split", {1000});
  const LockTable both = locks(made);
  EXPECT_EQ(find(both, "lock_hold_split").variants.at(1).per_boot, 0);
}

TEST_F(PageLocks, WhatWasNotPairedIsSaid) {
  const LockTable all = locks(query::made_references());
  ASSERT_EQ(all.not_paired.size(), 3u);
  EXPECT_EQ(all.not_paired[0].metric, "lock_unmatched_releases");
  EXPECT_THAT(all.not_paired[0].per_boot, ElementsAre(2.5, 2.5));
}

TEST_F(PageLocks, ShapeAddsUpToTheNumbersOfTheTable) {
  const LockTable all = locks(query::made_references());
  const SampleShape shape =
      shape_of(comparison_, comparison_.conditions[0], 1, "lock_hold_migration");
  double per_boot = 0, share = 0;
  for (const SampleShape::Bucket& bucket : shape.buckets) {
    per_boot += bucket.per_boot;
    share += bucket.share;
  }
  EXPECT_EQ(shape.boots, 6u);
  EXPECT_DOUBLE_EQ(per_boot, find(all, "lock_hold_migration").variants[1].per_boot);
  EXPECT_NEAR(share, 1, 1e-12);
  EXPECT_EQ(shape_of(comparison_, comparison_.conditions[0], 1, "lock_hold_write"), SampleShape());
}

TEST_F(PageLocks, BootsOfManyAndOfFewSamples_CountTheSameInTheShape) {
  query::MadeRun made({"stock"}, 2);
  query::add_samples(made.cell("stock", 0), "lock_hold", std::vector<double>(99, 1000));
  query::add_samples(made.cell("stock", 1), "lock_hold", {5000});
  locks(made);
  const SampleShape shape = shape_of(comparison_, comparison_.conditions[0], 0, "lock_hold");
  ASSERT_EQ(shape.buckets.size(), 2u);
  EXPECT_DOUBLE_EQ(shape.buckets[0].share, 0.5);
  EXPECT_DOUBLE_EQ(shape.buckets[0].per_boot, 49.5);
  EXPECT_DOUBLE_EQ(shape.buckets[1].per_boot, 0.5);
}

TEST_F(PageLocks, VariantWithoutABoot_HasNoMeanOfWhatIsNotPaired) {
  query::MadeRun made = query::made_references();
  for (int boot = 0; boot < 6; ++boot)
    made.cell("drain-only", boot).cell.status = CellStatus::GuestOops;
  const LockTable all = locks(made);
  ASSERT_FALSE(all.not_paired.empty());
  EXPECT_THAT(all.not_paired[0].per_boot, ElementsAre(2.5, std::nullopt));
  EXPECT_EQ(find(all, "lock_hold_migration").variants.at(1).boots, 0u);
}

TEST_F(PageLocks, RunWithoutDistributions_HasNone) {
  query::MadeRun made({"stock"}, 1);
  made.metric("stock", "lock_pairs", "count", {7});
  EXPECT_TRUE(locks(made).empty());
}

}  // namespace
}  // namespace folioscope::compare
