// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/tables.h"
#include "base/temp_dir.h"

#include <gmock/gmock.h>

#include "testing/made_references.h"
#include "testing/made_rows.h"
#include "text/selection.h"

namespace folioscope::text {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class TablesOf : public ::testing::Test {
 protected:
  const query::Condition& load(const query::MadeRun& made) {
    std::filesystem::remove(dir_ / "run.db");
    made.write(dir_ / "run.db");
    auto comparison = query::load_run(dir_ / "run.db");
    EXPECT_TRUE(comparison) << (comparison ? "" : comparison.fault().what);
    comparison_ = compare::tested(*std::move(comparison));
    return comparison_.conditions.at(0);
  }
  std::string holders(const query::MadeRun& made, std::size_t most = compare::kPlacesShown) {
    const query::Condition& condition = load(made);
    return holder_section(comparison_, compare::holders_of(comparison_, condition, most));
  }
  std::string locks(const query::MadeRun& made) {
    const query::Condition& condition = load(made);
    return lock_section(compare::page_locks_of(comparison_, condition));
  }

  TempDir dir_ = *TempDir::create("store");
  compare::TestedRun comparison_;
};

TEST_F(TablesOf, StacksLeftOut_AreCounted) {
  EXPECT_THAT(holders(query::made_references(), 2), HasSubstr("(3 stacks more"));
}

TEST_F(TablesOf, WhatOneVariantAloneHas_IsCalledADifferenceOnlyWhereItIsOne) {
  EXPECT_THAT(holders(query::made_references()),
              AllOf(HasSubstr("until that is drained (in drain-only only)\n"),
                    HasSubstr("(seen in stock only; not shown to differ)\n")));
}

TEST_F(TablesOf, FailuresOutsideCmaAllocations_AreAllCounted) {
  query::MadeRun made({"stock"}, 1);
  store::HolderRow row;
  row.holder_class = "gup";
  row.confidence = "high";
  for (int i = 0; i < 4; ++i)
    query::add_failure(made.cell("stock", 0), {.in_cma = false, .holders = {row}});
  EXPECT_THAT(holders(made), HasSubstr("(4 failures in this run)"));
}

TEST_F(TablesOf, RunWithoutFailuresOrLocks_HasNoTables) {
  EXPECT_THAT(holders(query::made_cma_batching()), IsEmpty());
  EXPECT_THAT(locks(query::made_cma_batching()), IsEmpty());
}

TEST_F(TablesOf, TextOfAGuest_IsMadePrintable) {
  query::MadeRun made({"stock"}, 1);
  made.cell("stock", 0).stacks = {{1, "evil\x1b[31m;frame"}};
  store::HolderRow row;
  row.holder_class = "gup";
  row.comm = "a\nb";
  row.stack = 1;
  query::add_failure(made.cell("stock", 0), {.holders = {row}});
  const std::string text = holders(made);
  EXPECT_THAT(text, HasSubstr("a?b"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(TablesOf, VariantWithoutALockClass_HasAnEmptyRow) {
  query::MadeRun made({"stock", "patched"}, 1);
  query::add_samples(made.cell("stock", 0), "lock_hold_split", {1000});
  EXPECT_THAT(locks(made), HasSubstr("  patched        0.0\n"));
}

TEST_F(TablesOf, LocksThatWereNotPaired_AreSaid) {
  EXPECT_THAT(locks(query::made_references()),
              HasSubstr("not paired, in a boot of stock: 2.5 releases without"));
}

TEST_F(TablesOf, LockMetrics_AreNotListedAsMetricsToo) {
  load(query::made_references());
  for (const bool all : {false, true}) {
    const auto selections = select(comparison_, {.all = all});
    for (const query::Series* series : selections.at(0).series)
      EXPECT_FALSE(series->metric.starts_with("lock_")) << series->metric;
  }
  EXPECT_EQ(select(comparison_, {.metrics = {"lock_hold_p50"}}).at(0).series.size(), 1u);
}

TEST_F(TablesOf, LockMetricsWithoutDistributions_AreListed) {
  query::MadeRun made({"stock"}, 1);
  made.metric("stock", "lock_pairs", "count", {7});
  load(made);
  EXPECT_EQ(select(comparison_, {.all = true}).at(0).series.size(), 1u);
}

}  // namespace
}  // namespace folioscope::text
