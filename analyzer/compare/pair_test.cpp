// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/pair.h"

#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::compare {
namespace {

constexpr const char* kMetric = "cma_failure_rate";
constexpr stats::Looks kLooks{3, 6};

class PairOfVariants : public ::testing::Test {
 protected:
  query::Comparison load(const query::MadeRun& made) {
    const auto file = dir_ / "run.db";
    std::filesystem::remove(file);
    made.write(file);
    auto reader = store::Reader::open(file);
    EXPECT_TRUE(reader);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison);
    return *std::move(comparison);
  }
  static std::vector<double> small() { return {0.1, 0, 0, 0.1, 0, 0.1, 0, 0, 0.1, 0, 0, 0}; }
  // Three variants, the last of which differs from both others.
  static query::MadeRun made(const std::vector<double>& high = std::vector<double>(12, 0.9),
                             const std::vector<double>& middle = small()) {
    query::MadeRun run({"low", "middle", "high"}, 12);
    run.run().fewest_boots = 6;
    run.metric("low", kMetric, "ratio", {0, 0.1, 0, 0.1, 0, 0, 0.1, 0, 0, 0.1, 0, 0});
    run.metric("middle", kMetric, "ratio", middle);
    run.metric("high", kMetric, "ratio", high);
    return run;
  }

  TempDir dir_ = *TempDir::create("pair");
  const Place place_{"smp8", "cma-churn"};
  const Pair from_low_{kMetric, "low", "middle"}, to_high_{kMetric, "middle", "high"};
};

TEST_F(PairOfVariants, AnyTwoAreCompared_NotOnlyWithTheBaseline) {
  const query::Comparison run = load(made());
  const PairResult from_low = follow_pair(run, place_, from_low_, kLooks, 0.05);
  EXPECT_FALSE(from_low.differs);
  const PairResult to_high = follow_pair(run, place_, to_high_, kLooks, 0.05);
  EXPECT_TRUE(to_high.differs);
  EXPECT_EQ(to_high.decided, 3);
  EXPECT_EQ(to_high.unit, "ratio");
  EXPECT_NEAR(to_high.contrast.difference, 0.9 - 0.4 / 12, 1e-9);
  ASSERT_TRUE(to_high.interval);
  EXPECT_TRUE(to_high.interval->contains(to_high.contrast.difference));
}

TEST_F(PairOfVariants, ASmallerErrorNeedsMoreBlocks) {
  const query::Comparison run = load(made());
  // Three blocks of two have 216 relabelings, 2 of which are as far out: p = 0.009.
  EXPECT_EQ(follow_pair(run, place_, to_high_, kLooks, 0.0125).decided, 4);
  EXPECT_FALSE(follow_pair(run, place_, to_high_, kLooks, 0.0125, 3).differs);
}

TEST_F(PairOfVariants, WhatCameAfterTheBlocksChangesNothing) {
  std::vector<double> values(12, 0.9);
  std::fill(values.begin() + 6, values.end(), 0.0);
  const PairResult one = follow_pair(load(made()), place_, to_high_, kLooks, 0.05, 3);
  const PairResult two = follow_pair(load(made(values)), place_, to_high_, kLooks, 0.05, 3);
  EXPECT_EQ(one.p, two.p);
  EXPECT_EQ(one.to.mean, two.to.mean);
  EXPECT_TRUE(two.differs);
}

TEST_F(PairOfVariants, BootsThatDoNotEndAlike_WithholdTheAnswer) {
  query::MadeRun run = made();
  for (int boot = 0; boot < 12; ++boot)
    if (boot % 2 == 0) {
      run.cell("high", boot).cell.status = CellStatus::Hang;
      run.cell("high", boot).metrics.clear();
    }
  const PairResult result = follow_pair(load(run), place_, to_high_, kLooks, 0.05);
  EXPECT_EQ(result.withheld, WithheldFor::Endings);
  EXPECT_FALSE(result.differs);
  const Endings endings = endings_of(load(run), place_, "high");
  EXPECT_EQ(endings.ended, 12);
  EXPECT_EQ(endings.done, 6);
}

TEST_F(PairOfVariants, AMetricThatNobodyGave_IsEmpty) {
  const query::Comparison run = load(made());
  EXPECT_TRUE(follow_pair(run, place_, {"no_such", "low", "high"}, kLooks, 0.05).empty());
  EXPECT_TRUE(follow_pair(run, {"elsewhere", "x"}, to_high_, kLooks, 0.05).empty());
}

TEST_F(PairOfVariants, ATableOfPairsIsAdjustedForAllOfThem) {
  const auto results = test_pairs(load(made()), place_, {from_low_, to_high_}, 0.05);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_FALSE(results[0].differs);
  EXPECT_TRUE(results[1].differs);
  EXPECT_GE(results[1].p, 2 * 2 / 46656.0);  // of six blocks, twice for two pairs
  EXPECT_LE(results[1].p, results[0].p);
}

TEST_F(PairOfVariants, SaysWhatItsBootsShowAndHowManyMoreWould) {
  const PairResult noise = follow_pair(load(made()), place_, from_low_, kLooks, 0.05);
  const auto shown = shown_by(noise);
  ASSERT_TRUE(shown);
  EXPECT_GT(*shown, 0.03);
  const auto boots = boots_to_show(noise, *shown / 2);
  ASSERT_TRUE(boots);
  EXPECT_GT(*boots, 24u);
  const std::vector<double> equal(12, 0.9);
  EXPECT_FALSE(shown_by(follow_pair(load(made(equal, equal)), place_, to_high_, kLooks, 0.05)));
}

}  // namespace
}  // namespace folioscope::compare
