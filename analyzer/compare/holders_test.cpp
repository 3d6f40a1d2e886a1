// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/holders.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "compare/holder_stacks.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::compare {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class Holders : public ::testing::Test {
 protected:
  HolderTable holders(const query::MadeRun& made, std::size_t most = kPlacesShown) {
    std::filesystem::remove(dir_ / "run.db");
    made.write(dir_ / "run.db");
    auto reader = store::Reader::open(dir_ / "run.db");
    EXPECT_TRUE(reader) << (reader ? "" : reader.fault().what);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison) << (comparison ? "" : comparison.fault().what);
    comparison_ = tested(*std::move(comparison));
    return holders_of(comparison_, comparison_.conditions.at(0), most);
  }
  static const HolderRow* find(const std::vector<HolderRow>& rows, std::string_view name) {
    const auto found = std::ranges::find(rows, name, &HolderRow::holder_class);
    return found == rows.end() ? nullptr : &*found;
  }
  static void fail(query::MadeRun& made, const char* variant, int boot, const char* holder_class,
                   int times) {
    store::HolderRow row;
    row.holder_class = holder_class;
    row.confidence = "high";
    row.evidence = "seen";
    for (int i = 0; i < times; ++i)
      query::add_failure(made.cell(variant, boot), {.in_cma = false, .holders = {row}});
  }

  TempDir dir_ = *TempDir::create("store");
  TestedRun comparison_;
};

TEST_F(Holders, SharesAreOfABootsFailuresAndComparedOverBoots) {
  const HolderTable table = holders(query::made_references());
  EXPECT_TRUE(table.in_cma);
  ASSERT_FALSE(table.classes.empty());
  const HolderRow& first = table.classes.front();
  EXPECT_EQ(first.holder_class, "lru_batch");
  EXPECT_EQ(first.share.variants[0].summary.mean, 0);
  EXPECT_GT(first.share.variants[1].summary.mean, 0.85);
  EXPECT_TRUE(is_change(first.failures.variants[1].outcome));
  EXPECT_EQ(first.failures.variants[1].difference.blocks, 3u);
  EXPECT_EQ(first.only_in, 1u);
}

TEST_F(Holders, UnknownAndUnreliableComeLast) {
  const HolderTable table = holders(query::made_references());
  ASSERT_GE(table.classes.size(), 2u);
  EXPECT_EQ(table.classes[table.classes.size() - 2].holder_class, "unknown");
  EXPECT_EQ(table.classes.back().holder_class, "unreliable");
}

TEST_F(Holders, SplitSharesOfAVariantAddUpToOne) {
  const HolderTable table = holders(query::made_references());
  for (std::size_t variant : {0u, 1u}) {
    double sum = 0;
    for (const HolderRow& row : table.classes) sum += row.variants[variant].split_share;
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

TEST_F(Holders, SplitCountsOfAVariantAddUpToItsFailures) {
  const HolderTable table = holders(query::made_references());
  for (std::size_t variant : {0u, 1u}) {
    double sum = 0;
    for (const HolderRow& row : table.classes) sum += row.variants[variant].split_per_boot;
    EXPECT_NEAR(sum, table.failures.variants[variant].summary.mean, 1e-9);
  }
}

TEST_F(Holders, RowsSayFailuresAndTasksOfAllBoots) {
  const HolderTable table = holders(query::made_references());
  const HolderRow* batch = find(table.places, "lru_batch");
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->variants[1].failures, 210);
  EXPECT_EQ(batch->variants[1].boots, 6u);
  EXPECT_EQ(batch->variants[1].tasks, (std::vector<TaskCount>{{"lrupark", 210}}));
  EXPECT_EQ(batch->chain, batch->place);
}

TEST_F(Holders, PlacesNameTaskAgeAndEvidence) {
  const HolderTable table = holders(query::made_references());
  const HolderRow* batch = find(table.places, "lru_batch");
  ASSERT_NE(batch, nullptr);
  EXPECT_EQ(batch->place, "folio_add_lru < filemap_add_folio < page_cache_ra_unbounded");
  EXPECT_EQ(batch->variants[1].comm, "lrupark");
  EXPECT_NEAR(batch->variants[1].median_age_ns.value_or(0), 100e6, 5e6);
  EXPECT_THAT(batch->variants[0].comm, IsEmpty());
  const auto without = std::ranges::find_if(
      table.places, [](const HolderRow& row) { return row.place.starts_with("(no stack"); });
  ASSERT_NE(without, table.places.end());
  EXPECT_EQ(without->place, "(no stack; e.g. found in the lru_add batch of CPU 3)");
}

TEST_F(Holders, SmallPlacesAreLeftOutAndCounted) {
  const HolderTable table = holders(query::made_references(), 2);
  EXPECT_THAT(table.places, SizeIs(2));
  EXPECT_EQ(table.places_left_out, 3u);
  EXPECT_EQ(table.places[0].holder_class, "read");  // nearly all of what is left on stock
}

TEST_F(Holders, BootWithoutFailures_CountsAsZeroFailuresAndHasNoShare) {
  query::MadeRun made({"stock", "patched"}, 2);
  fail(made, "stock", 0, "gup", 4);
  query::close_failures(made.cell("stock", 1));
  query::close_failures(made.cell("patched", 0));
  query::close_failures(made.cell("patched", 1));
  const HolderTable table = holders(made);
  EXPECT_FALSE(table.in_cma);
  EXPECT_EQ(table.failures.variants[0].summary.mean, 2);
  const HolderRow& gup = table.classes.at(0);
  EXPECT_EQ(gup.share.variants[0].summary.count, 1u);
  EXPECT_EQ(gup.share.variants[0].summary.mean, 1);
  EXPECT_EQ(gup.share.variants[1].outcome, Outcome::NoData);
  EXPECT_FALSE(gup.only_in);  // patched has no failure that could have another holder
}

TEST_F(Holders, LossNotAlikeInBoth_WithholdsTheOutcome) {
  query::MadeRun made = query::made_references();
  auto& events = made.cell("stock", 0).cpu_accounting[0];
  events.stored -= 500;
  events.lost_overrun = 500;
  const HolderTable table = holders(made);
  EXPECT_EQ(table.classes[0].failures.variants[1].outcome, Outcome::Withheld);
}

TEST_F(Holders, WholeStacksAreCountedByVariantAndBoot) {
  const HolderTable table = holders(query::made_references());
  const query::Condition& condition = comparison_.conditions.at(0);
  const std::vector<CellId> cells = holder_cells(comparison_, condition);
  EXPECT_EQ(cells.size(), 12u);
  auto reader = store::Reader::open(dir_ / "run.db");
  ASSERT_TRUE(reader);
  auto loaded = query::load_holder_stacks(**reader, cells, true, {});
  ASSERT_TRUE(loaded) << loaded.fault().what;
  const auto stacks = stacks_by_variant(comparison_, condition, *loaded);
  const HolderRow* batch = find(table.places, "lru_batch");
  ASSERT_NE(batch, nullptr);
  ASSERT_FALSE(stacks.empty());
  EXPECT_EQ(stacks[0].holder_class, "lru_batch");
  EXPECT_EQ(stacks[0].chain, batch->chain);
  EXPECT_EQ(stacks[0].frames, "folio_add_lru;filemap_add_folio;page_cache_ra_unbounded;read_pages");
  EXPECT_EQ(stacks[0].failures[1], batch->variants[1].failures);
  EXPECT_DOUBLE_EQ(stacks[0].per_boot[1], batch->variants[1].failures_per_boot);
  const auto weights = weighted(stacks, 1);
  EXPECT_DOUBLE_EQ(weights[0].weight, 35);
  EXPECT_DOUBLE_EQ(weights[0].baseline, 0);
}

TEST_F(Holders, RunWithoutFailures_HasNone) {
  EXPECT_TRUE(holders(query::made_cma_batching()).empty());
}

}  // namespace
}  // namespace folioscope::compare
