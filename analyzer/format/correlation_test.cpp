// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/correlation.h"

#include <gtest/gtest.h>

namespace folioscope::format {
namespace {

class RhoSentence : public ::testing::Test {
 protected:
  compare::CorrelationTable table_{.machine = "smp8",
                                   .workload = "cma-churn",
                                   .kind = "cma_alloc",
                                   .x = compare::find_quantity("longest_lock"),
                                   .y = compare::find_quantity("failed"),
                                   .variants = {{.variant = "stock"}}};
  compare::VariantCorrelation one_{.variant = "patched", .boots = 4, .operations = 40};
};

TEST_F(RhoSentence, SaysWhetherARelationIsShown) {
  one_.rho = {0.61, stats::Interval{0.4, 0.77}, 40, 4};
  EXPECT_EQ(rho_sentence(table_, one_), "rho +0.61 [+0.40, +0.77]: they rise together");
  one_.rho = {-0.61, stats::Interval{-0.7, -0.1}, 40, 4};
  EXPECT_EQ(rho_sentence(table_, one_), "rho -0.61 [-0.70, -0.10]: one falls as the other rises");
  one_.rho = {0.1, stats::Interval{-0.2, 0.3}, 40, 4};
  EXPECT_EQ(rho_sentence(table_, one_), "rho +0.10 [-0.20, +0.30]: no relation is shown");
  one_.rho = {0.1, std::nullopt, 40, 2};
  EXPECT_EQ(rho_sentence(table_, one_),
            "rho +0.10: without an interval, as only 2 boots had operations");
}

TEST_F(RhoSentence, SaysWhyThereIsNone) {
  one_.no_rho = compare::NoRho::SameY;
  EXPECT_EQ(rho_sentence(table_, one_), "no rho: none of 40 operations failed");
  one_.failed = 40;
  EXPECT_EQ(rho_sentence(table_, one_), "no rho: all 40 operations failed");
  one_.no_rho = compare::NoRho::SameX;
  EXPECT_EQ(rho_sentence(table_, one_), "no rho: longest_lock is the same in all operations");
  one_.operations = 1;
  one_.no_rho = compare::NoRho::TooFewOperations;
  EXPECT_EQ(rho_sentence(table_, one_), "no rho: 1 operation, too few");
  EXPECT_EQ(rho_text(one_), "none");
}

TEST_F(RhoSentence, ADifferenceIsShownOrNot) {
  EXPECT_EQ(rho_difference_sentence(table_, one_), "");
  one_.from_baseline = {-0.5, stats::Interval{-0.8, -0.2}};
  EXPECT_EQ(rho_difference_sentence(table_, one_),
            "rho of patched less that of stock: -0.50 [-0.80, -0.20]: they differ");
  one_.from_baseline = {-0.5, std::nullopt};
  EXPECT_EQ(rho_difference_sentence(table_, one_), "rho of patched less that of stock: -0.50");
}

TEST(MetSentence, SaysWhatMostFailuresMet) {
  compare::MetVariant variant{0, "stock", 4, 51, {}};
  variant.rows.push_back(
      {.met = {"cma_alloc", "freeze", query::kOwnLock, "page_lock_waiter"}, .failures = 50});
  EXPECT_EQ(met_sentence(variant),
            "50 of 51 failures (98.0 %) met a page whose lock the migrating task itself held, with "
            "a reference of page_lock_waiter");
  variant.rows.front().met.lock = query::kNoLock;
  variant.rows.front().met.references = query::kReferenceGone;
  EXPECT_EQ(met_sentence(variant),
            "50 of 51 failures (98.0 %) met a page whose lock nobody held, and the reference was "
            "gone when it was read");
  EXPECT_EQ(met_sentence({0, "stock", 4, 0, {}}), "no failed migration in 4 boots");
}

}  // namespace
}  // namespace folioscope::format
