// SPDX-License-Identifier: GPL-3.0-or-later
// What a step makes of its boots.
#include "app/bisect_step.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_run.h"

namespace folioscope::app {
namespace {

using bisect::Answer;
using testing::HasSubstr;

constexpr const char* kMetric = "cma_failure_rate";
constexpr int kBoots = 12;

std::vector<double> about(double mean) {
  std::vector<double> values(kBoots);
  for (int i = 0; i < kBoots; ++i)
    values[static_cast<std::size_t>(i)] = mean + (i * 5 % 7 - 3) * 0.01;
  return values;
}

class Step : public ::testing::Test {
 protected:
  static query::MadeRun made(double low, double middle, double high) {
    query::MadeRun run({"prefix-0", "prefix-4", "prefix-8"}, kBoots);
    run.run().fewest_boots = 6;
    run.metric("prefix-0", kMetric, "ratio", about(low));
    run.metric("prefix-4", kMetric, "ratio", about(middle));
    run.metric("prefix-8", kMetric, "ratio", about(high));
    return run;
  }
  static void hang(query::MadeRun& run, const std::string& variant) {
    for (int boot = 0; boot < kBoots; ++boot) {
      run.cell(variant, boot).cell.status = CellStatus::Hang;
      run.cell(variant, boot).metrics.clear();
    }
  }
  StepResult ask(const query::MadeRun& made, const bisect::Probe& probe,
                 int blocks = compare::kAllBlocks, const char* metric = kMetric) {
    const auto file = dir_ / "run.db";
    std::filesystem::remove(file);
    made.write(file);
    auto reader = store::Reader::open(file);
    EXPECT_TRUE(reader);
    run_ = *query::load(**reader);
    return test_step({{"smp8", "cma-churn"}, metric, probe, {3, kBoots / 2}}, run_, blocks);
  }

  TempDir dir_ = *TempDir::create("step");
  query::Comparison run_;
  const bisect::Probe ends_{0, 8, 8, 0.05}, middle_{0, 4, 8, 0.0125};
};

TEST_F(Step, EndsThatDiffer_AreSettledAtTheFirstLook) {
  const StepResult result = ask(made(0.1, 0.1, 0.9), ends_, 3);
  EXPECT_TRUE(result.answer.from_low.differs);
  EXPECT_TRUE(result.settled);
  EXPECT_EQ(result.note, "");
}

TEST_F(Step, EndsThatAreAlike_AreNotSettledByFewBoots) {
  const StepResult result = ask(made(0.1, 0.1, 0.1), ends_);
  EXPECT_FALSE(result.answer.from_low.differs);
  EXPECT_FALSE(result.settled);
}

TEST_F(Step, AMiddleLikeTheLowEnd_DiffersFromTheHighOne) {
  const StepResult result = ask(made(0.1, 0.1, 0.9), middle_);
  EXPECT_FALSE(result.answer.from_low.differs);
  EXPECT_TRUE(result.answer.to_high.differs);
  EXPECT_TRUE(result.settled);
  ASSERT_EQ(result.pairs.size(), 3u);
  EXPECT_NEAR(result.pairs[2].result.contrast.difference, 0.8, 1e-9);  // of the ends
}

TEST_F(Step, ASmallShareOfTheErrorNeedsOneLookMore) {
  EXPECT_FALSE(ask(made(0.1, 0.1, 0.9), middle_, 3).settled);
  EXPECT_TRUE(ask(made(0.1, 0.1, 0.9), middle_, 4).settled);
}

TEST_F(Step, AMiddleBetweenTheEnds_DiffersFromBoth) {
  const StepResult result = ask(made(0.1, 0.3, 0.9), middle_);
  EXPECT_TRUE(result.answer.from_low.differs);
  EXPECT_TRUE(result.answer.to_high.differs);
  EXPECT_GT(result.answer.to_high.difference, result.answer.from_low.difference);
}

TEST_F(Step, AMiddleThatHangs_IsPassedOverAfterTheFirstLook) {
  query::MadeRun run = made(0.1, 0.1, 0.9);
  hang(run, "prefix-4");
  const StepResult result = ask(run, middle_, 3);
  EXPECT_EQ(result.answer.kind, Answer::Kind::Untestable);
  EXPECT_TRUE(result.settled);
  EXPECT_THAT(result.note, HasSubstr("prefix-4: 0 of 6 boots done"));
}

TEST_F(Step, EndsOfWhichOneHangs_CannotBeCompared) {
  query::MadeRun run = made(0.1, 0.1, 0.9);
  hang(run, "prefix-8");
  const StepResult result = ask(run, ends_, 3);
  EXPECT_EQ(result.answer.kind, Answer::Kind::Untestable);
  EXPECT_TRUE(result.settled);
  EXPECT_FALSE(result.metric_missing);
  EXPECT_EQ(result.note,
            "boots do not end alike: prefix-0: 6 of 6 boots done, prefix-8: 0 of 6 boots done");
}

TEST_F(Step, AMetricThatNobodyReports_EndsTheStep_AndTheFaultNamesWhatThereIs) {
  const StepResult result = ask(made(0.1, 0.1, 0.9), ends_, 3, "of_my_own");
  EXPECT_TRUE(result.metric_missing);
  EXPECT_TRUE(result.settled);
  const Fault fault = missing_metric(run_, {{"smp8", "cma-churn"}, "of_my_own", ends_, {}});
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_EQ(fault.what, "no boot of cma-churn reported of_my_own");
  EXPECT_THAT(fault.remedy, HasSubstr(kMetric));
}

TEST_F(Step, ByPatch_EachPrefixIsComparedWithTheOneBefore) {
  ask(made(0.1, 0.1, 0.9), ends_);
  const auto rows = test_by_patch(run_, {"smp8", "cma-churn"}, kMetric, {0, 4, 8}, 0.05);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].to, 4);
  EXPECT_FALSE(rows[0].result.differs);
  EXPECT_EQ(rows[1].from, 4);
  EXPECT_TRUE(rows[1].result.differs);
}

}  // namespace
}  // namespace folioscope::app
