// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/culprits.h"

#include <gmock/gmock.h>

#include "base/temp_dir.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"

namespace folioscope::report {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class CulpritTable : public ::testing::Test {
 protected:
  GroupCulprits culprits(const query::MadeRun& made, std::size_t most = kPlacesShown) {
    std::filesystem::remove(dir_ / "run.db");
    made.write(dir_ / "run.db");
    auto reader = store::Reader::open(dir_ / "run.db");
    EXPECT_TRUE(reader) << (reader ? "" : reader.fault().what);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison) << (comparison ? "" : comparison.fault().what);
    comparison_ = *std::move(comparison);
    return culprits_of(comparison_, comparison_.groups.at(0), most);
  }
  static const CulpritRow* find(const std::vector<CulpritRow>& rows, std::string_view name) {
    const auto found = std::ranges::find(rows, name, &CulpritRow::holder_class);
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
  query::Comparison comparison_;
};

TEST_F(CulpritTable, SharesAreOfABootsFailuresAndComparedOverBoots) {
  const GroupCulprits table = culprits(query::made_references());
  EXPECT_TRUE(table.in_cma);
  ASSERT_FALSE(table.classes.empty());
  const CulpritRow& first = table.classes.front();
  EXPECT_EQ(first.holder_class, "lru_batch");
  EXPECT_EQ(first.share.variants[0].summary.mean, 0);
  EXPECT_GT(first.share.variants[1].summary.mean, 0.85);
  EXPECT_EQ(first.failures.variants[1].verdict, Verdict::Changed);
  EXPECT_EQ(first.failures.variants[1].difference.blocks, 6u);
  EXPECT_EQ(first.only_in, 1u);
}

TEST_F(CulpritTable, UnknownAndUnreliableComeLast) {
  const GroupCulprits table = culprits(query::made_references());
  ASSERT_GE(table.classes.size(), 2u);
  EXPECT_EQ(table.classes[table.classes.size() - 2].holder_class, "unknown");
  EXPECT_EQ(table.classes.back().holder_class, "unreliable");
}

TEST_F(CulpritTable, SplitSharesOfAVariantAddUpToOne) {
  const GroupCulprits table = culprits(query::made_references());
  for (std::size_t variant : {0u, 1u}) {
    double sum = 0;
    for (const CulpritRow& row : table.classes) sum += row.arms[variant].split_share;
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

TEST_F(CulpritTable, PlacesNameTaskAgeAndEvidence) {
  const GroupCulprits table = culprits(query::made_references());
  const CulpritRow* parked = find(table.places, "lru_batch");
  ASSERT_NE(parked, nullptr);
  EXPECT_EQ(parked->place, "folio_add_lru < filemap_add_folio < page_cache_ra_unbounded");
  EXPECT_EQ(parked->arms[1].comm, "lrupark");
  EXPECT_NEAR(parked->arms[1].median_age_ns.value_or(0), 100e6, 5e6);
  EXPECT_THAT(parked->arms[0].comm, IsEmpty());
  const auto without = std::ranges::find_if(
      table.places, [](const CulpritRow& row) { return row.place.starts_with("(no stack"); });
  ASSERT_NE(without, table.places.end());
  EXPECT_EQ(without->place, "(no stack; e.g. found in the lru_add batch of CPU 3)");
}

TEST_F(CulpritTable, SmallPlacesAreLeftOutAndCounted) {
  const GroupCulprits table = culprits(query::made_references(), 2);
  EXPECT_THAT(table.places, SizeIs(2));
  EXPECT_EQ(table.places_left_out, 3u);
  EXPECT_EQ(table.places[0].holder_class, "read");  // nearly all of what is left on stock
  EXPECT_THAT(culprit_section(comparison_, table), HasSubstr("(3 stacks more"));
}

TEST_F(CulpritTable, BootWithoutFailures_CountsAsZeroFailuresAndHasNoShare) {
  query::MadeRun made({"stock", "patched"}, 2);
  fail(made, "stock", 0, "gup", 4);
  query::close_failures(made.cell("stock", 1));
  query::close_failures(made.cell("patched", 0));
  query::close_failures(made.cell("patched", 1));
  const GroupCulprits table = culprits(made);
  EXPECT_FALSE(table.in_cma);
  EXPECT_EQ(table.failures.variants[0].summary.mean, 2);
  const CulpritRow& gup = table.classes.at(0);
  EXPECT_EQ(gup.share.variants[0].summary.count, 1u);
  EXPECT_EQ(gup.share.variants[0].summary.mean, 1);
  EXPECT_EQ(gup.share.variants[1].verdict, Verdict::NoData);
  EXPECT_FALSE(gup.only_in);  // patched has no failure that could have another culprit
  EXPECT_THAT(culprit_section(comparison_, table), HasSubstr("(4 failures in this run)"));
}

TEST_F(CulpritTable, LossNotAlikeInBoth_WithholdsTheVerdict) {
  query::MadeRun made = query::made_references();
  auto& events = made.cell("stock", 0).cpu_accounting[0];
  events.stored -= 500;
  events.lost_overrun = 500;
  const GroupCulprits table = culprits(made);
  EXPECT_EQ(table.classes[0].failures.variants[1].verdict, Verdict::Withheld);
}

TEST_F(CulpritTable, RunWithoutFailures_HasNone) {
  EXPECT_TRUE(culprits(query::made_cma_batching()).empty());
  EXPECT_THAT(culprit_section(comparison_, {}), IsEmpty());
}

TEST_F(CulpritTable, TextOfAGuest_IsMadePrintable) {
  query::MadeRun made({"stock"}, 1);
  made.cell("stock", 0).stacks = {{1, "evil\x1b[31m;frame"}};
  store::HolderRow row;
  row.holder_class = "gup";
  row.comm = "a\nb";
  row.stack = 1;
  query::add_failure(made.cell("stock", 0), {.holders = {row}});
  const std::string text = culprit_section(comparison_, culprits(made));
  EXPECT_THAT(text, HasSubstr("a?b"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace folioscope::report
