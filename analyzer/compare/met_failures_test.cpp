// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/met_failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "testing/made_operations.h"

namespace folioscope::compare {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class MetByVariant : public ::testing::Test {
 protected:
  void write(const query::MadeRun& made) {
    made.write(dir_ / "run.db");
    const auto reader = store::Reader::open(dir_ / "run.db");
    ASSERT_TRUE(reader.ok());
    comparison_ = *query::load(**reader);
    met_ = *query::load_met(**reader, {});
  }
  std::vector<MetVariant> met(const char* kind = "cma_alloc") const {
    return met_by_variant(comparison_, met_, comparison_.conditions.front(), kind);
  }

  TempDir dir_ = *TempDir::create("met");
  query::Comparison comparison_;
  query::MetOfRun met_;
};

TEST_F(MetByVariant, StockMeetsItsOwnLockAndAWaiter_TheOtherABatch) {
  write(query::made_operations());
  const auto all = met();
  ASSERT_THAT(all, SizeIs(2));
  const MetVariant& stock = all[0];
  EXPECT_EQ(stock.boots, 4);
  EXPECT_EQ(stock.failures, 12);
  ASSERT_THAT(stock.rows, SizeIs(1));
  EXPECT_EQ(stock.rows[0].met,
            (query::Met{"cma_alloc", "freeze", query::kOwnLock, "page_lock_waiter"}));
  EXPECT_EQ(stock.share(stock.rows[0]), 1);
  EXPECT_EQ(stock.rows[0].pages, 4);
  EXPECT_EQ(stock.rows[0].operations, 4);
  ASSERT_THAT(stock.rows[0].where, SizeIs(4));
  EXPECT_EQ(stock.rows[0].where[2].boot, 2);
  EXPECT_THAT(stock.rows[0].where[2].operations, testing::ElementsAre(5));
  EXPECT_EQ(all[1].rows[0].met.references, "lru_batch");
  EXPECT_EQ(all[1].failures, 40);
}

TEST_F(MetByVariant, RowsAddUpToTheFailures_MostFirst) {
  query::MadeRun made = query::made_operations();
  for (int boot = 0; boot < 2; ++boot) {
    auto& failures = made.cell("stock", boot).references.failures;
    failures.back().time = {1};  // long before anybody locked the page
  }
  write(made);
  const MetVariant stock = met().at(0);
  ASSERT_THAT(stock.rows, SizeIs(2));
  EXPECT_EQ(stock.rows[0].failures, 10);
  EXPECT_EQ(stock.rows[1].failures, 2);
  EXPECT_EQ(stock.rows[1].met.lock, query::kNoLock);
  EXPECT_THAT(stock.rows[1].where, SizeIs(2));
}

TEST_F(MetByVariant, AKindWithoutFailures_AndAVariantWithoutBoots) {
  query::MadeRun made = query::made_operations();
  for (int boot = 0; boot < 4; ++boot)
    made.cell("drain-only", boot).cell.status = CellStatus::Planned;
  write(made);
  const auto all = met("migrate compaction");
  ASSERT_THAT(all, SizeIs(1));
  EXPECT_THAT(all[0].rows, IsEmpty());
}

}  // namespace
}  // namespace folioscope::compare
