// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/metric_outcomes.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "testing/loaded_run.h"

namespace folioscope::models {
namespace {

constexpr int kFoundMs = 20'000;

// As many metrics as given, of 30 variants.
RunData run_of(int metrics) {
  std::vector<std::string> names{"stock"};
  for (int i = 1; i < 30; ++i) names.push_back("patch" + std::to_string(i));
  query::MadeRun made(names, 6);
  for (int metric = 0; metric < metrics; ++metric)
    for (std::size_t i = 0; i < names.size(); ++i)
      made.metric(names[i], "metric" + std::to_string(metric), "count",
                  {1.0 * metric, 2, 3, 4.0 * static_cast<double>(i % 3), 5, 6});
  return pages::loaded_run(made);
}

class Outcomes : public ::testing::Test {
 protected:
  int found() const {
    int sum = 0;
    for (int row = 0; row < rows_.rowCount(); ++row) sum += rows_.row(row).outcome.has_value();
    return sum;
  }
  bool all_found() {
    return QTest::qWaitFor([this] { return !asks(outcomes_); }, kFoundMs);
  }

  MetricModel rows_{metric_columns()};
  MetricOutcomes outcomes_{rows_};
};

TEST_F(Outcomes, AreNoneAtFirst_AndAllInTheEnd) {
  const RunData run = run_of(40);
  rows_.set_rows(metric_rows(run, run->conditions[0]));
  QSignalSpy changed(&rows_, &MetricModel::dataChanged), all(&outcomes_, &MetricOutcomes::found);
  outcomes_.find();
  EXPECT_EQ(found(), 0) << "the window does not wait for them";
  EXPECT_TRUE(asks(outcomes_));
  ASSERT_TRUE(all_found());
  EXPECT_EQ(found(), 40);
  EXPECT_EQ(all.size(), 1);
  EXPECT_GE(changed.size(), 1);
  for (int row = 0; row < 40; ++row) EXPECT_EQ(rows_.row(row).outcome, outcome_of(rows_.row(row)));
}

TEST_F(Outcomes, OfOtherRowsReplaceThoseAskedForBefore) {
  const RunData many = run_of(60), few = run_of(3);
  rows_.set_rows(metric_rows(many, many->conditions[0]));
  outcomes_.find();
  rows_.set_rows(metric_rows(few, few->conditions[0]));
  outcomes_.find();
  QSignalSpy changed(&rows_, &MetricModel::dataChanged), all(&outcomes_, &MetricOutcomes::found);
  ASSERT_TRUE(all_found());
  EXPECT_EQ(found(), 3);
  EXPECT_EQ(all.size(), 1);
  for (const QList<QVariant>& change : changed)
    EXPECT_LT(change.at(1).toModelIndex().row(), 3) << "rows that are gone";
}

TEST_F(Outcomes, OfNoRowsAreFoundAtOnce) {
  QSignalSpy all(&outcomes_, &MetricOutcomes::found);
  outcomes_.find();
  EXPECT_FALSE(asks(outcomes_));
  EXPECT_EQ(all.size(), 1);
}

TEST(OutcomesOfAList, ThatIsClosed_AreWaitedForByNobody) {
  const RunData run = run_of(40);
  MetricModel rows(metric_columns());
  rows.set_rows(metric_rows(run, run->conditions[0]));
  auto outcomes = std::make_unique<MetricOutcomes>(rows);
  outcomes->find();
  outcomes.reset();
  QCoreApplication::processEvents();
  EXPECT_FALSE(rows.row(39).outcome) << "nobody is left to tell";
}

}  // namespace
}  // namespace folioscope::models
