// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/correlate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "query/open_run.h"
#include "testing/made_run.h"

namespace folioscope::compare {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

// Under "held" an allocation fails as soon as somebody holds a page; under "stock" never.
query::MadeRun made_boots() {
  query::MadeRun made({"stock", "held"}, 4);
  for (const char* variant : {"stock", "held"})
    for (int boot = 0; boot < 4; ++boot)
      for (std::int64_t i = 1; i <= 10; ++i) {
        const bool referenced = i > 5;
        const bool failed = referenced && variant == std::string_view("held");
        store::OperationRows& rows = made.cell(variant, boot).operations;
        rows.operations.push_back({.id = i,
                                   .kind = "cma_alloc",
                                   .reason = "",
                                   .pid = 7,
                                   .begin = {1'000},
                                   .end = {1'000 + static_cast<std::uint64_t>(100 * i)},
                                   .first_pfn = 512,
                                   .failed = failed});
        rows.locks.push_back({i, "fault", 2, 1, 300, 200 - i});
        if (referenced) rows.references.push_back({i, "lru_batch", 1, 50 * i});
      }
  made.cell("stock", 0)
      .operations.operations.push_back(
          {.id = 11, .kind = "migrate", .reason = "syscall", .first_pfn = std::nullopt});
  return made;
}

class Correlate : public ::testing::Test {
 protected:
  void SetUp() override {
    made_boots().write(dir_ / "run.db");
    const auto reader = store::Reader::open(dir_ / "run.db");
    ASSERT_TRUE(reader.ok());
    comparison_ = *query::load(**reader);
    operations_ = *query::load_operations(**reader);
  }
  std::vector<CorrelationTable> tables(std::string_view x, std::string_view y) const {
    return correlations_of(comparison_, operations_, *find_quantity(x), *find_quantity(y));
  }

  TempDir dir_ = *TempDir::create("correlate");
  query::Comparison comparison_;
  query::OperationsOfRun operations_;
};

TEST_F(Correlate, EachOperationHasWhatOthersDidMeanwhile) {
  EXPECT_TRUE(operations_.locks_traced);
  ASSERT_THAT(operations_.boots, SizeIs(8));
  const auto& [cell, boot] = *operations_.boots.begin();
  ASSERT_THAT(boot.at("cma_alloc"), SizeIs(10));
  EXPECT_THAT(boot.at("migrate syscall"), SizeIs(1));
  EXPECT_EQ(boot.at("cma_alloc").at(9), (query::Operation{.id = 10,
                                                          .begin = {1'000},
                                                          .end = {2'000},
                                                          .latency_ns = 1'000,
                                                          .longest_lock_ns = 190,
                                                          .locks_ns = 300,
                                                          .contended_locks = 1,
                                                          .referenced_pages = 1,
                                                          .reference_ns = 500}));
}

TEST_F(Correlate, FailuresGoWithReferencesUnderTheOneVariantAndNotUnderTheOther) {
  const auto all = tables("reference_time", "failed");
  ASSERT_THAT(all, SizeIs(2));  // allocations, and the one migration
  const CorrelationTable& table = all[0];
  EXPECT_EQ(table.kind, "cma_alloc");
  ASSERT_THAT(table.variants, SizeIs(2));
  EXPECT_FALSE(table.variants[0].rho) << "nothing failed";
  EXPECT_EQ(table.variants[0].boots, 4);
  EXPECT_EQ(table.variants[0].by_x.failure_rate_with(), 0);
  const VariantCorrelation& held = table.variants[1];
  EXPECT_EQ(held.operations, 40);
  EXPECT_EQ(held.failed, 20);
  EXPECT_EQ(held.by_x.failure_rate_with(), 1);
  EXPECT_EQ(held.by_x.failure_rate_without(), 0);
  ASSERT_TRUE(held.rho);
  EXPECT_GT(held.rho->rho, 0.9);
  EXPECT_EQ(held.rho->boots, 4U);
}

TEST_F(Correlate, ADifferenceBetweenVariantsHasAnInterval) {
  const auto all = tables("longest_lock", "latency");
  ASSERT_TRUE(all[0].variants[0].rho);
  EXPECT_NEAR(all[0].variants[0].rho->rho, -1, 1e-9);
  EXPECT_FALSE(all[0].variants[0].from_baseline);
  const auto& difference = all[0].variants[1].from_baseline;
  ASSERT_TRUE(difference && difference->interval);
  EXPECT_NEAR(difference->difference, 0, 1e-9);
  EXPECT_TRUE(difference->interval->contains(0));
}

TEST_F(Correlate, WhereThereIsNoRankItSaysWhy) {
  const auto all = tables("reference_time", "failed");
  EXPECT_EQ(all[0].variants[0].no_rho, NoRho::SameY);
  EXPECT_EQ(all[0].variants[1].no_rho, NoRho::None);
  EXPECT_EQ(tables("locks", "latency")[0].variants[0].no_rho, NoRho::SameX);
  EXPECT_EQ(all[1].variants[0].no_rho, NoRho::TooFewOperations) << "one migration";
}

TEST(Quantities, AMetricOfBootsHasTheQuantityThatItIsAbout) {
  EXPECT_EQ(quantity_about("cma_latency_p95"), find_quantity("latency"));
  EXPECT_EQ(quantity_about("cma_failure_rate"), find_quantity("failed"));
  EXPECT_EQ(quantity_about("lock_hold_fault_p50"), find_quantity("longest_lock"));
  EXPECT_EQ(quantity_about("reference_time"), find_quantity("reference_time"));
  EXPECT_EQ(quantity_about("requests_per_s"), nullptr);
}

TEST(Quantities, HaveNamesOfTheirOwn) {
  for (const Quantity& one : quantities()) EXPECT_EQ(find_quantity(one.name), &one);
  EXPECT_EQ(find_quantity("no such"), nullptr);
}

}  // namespace
}  // namespace folioscope::compare
