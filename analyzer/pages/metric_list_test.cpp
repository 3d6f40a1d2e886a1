// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/metric_list.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

QString chosen(const MetricList& list) {
  return list.series() == nullptr ? QString() : QString::fromStdString(list.series()->metric);
}

class List : public ::testing::Test {
 protected:
  void SetUp() override { list_.offer(run_, &run_->conditions.at(0)); }

  models::RunData run_ = loaded_run(query::made_cma_batching());
  MetricList list_;
};

TEST_F(List, OffersHeadlinesFirst) {
  EXPECT_EQ(list_.shown(), (QStringList{"cma_failure_rate", "cma_latency_p50", "cma_latency_p95",
                                        "migrate_success_ratio", "vmstat_pgmigrate_fail"}));
  EXPECT_EQ(chosen(list_), "cma_failure_rate");
}

TEST_F(List, FiltersWhileOneTypes_AndKeepsTheChoice) {
  QTest::keyClicks(&list_.filter(), "LATENCY");
  EXPECT_EQ(list_.shown(), (QStringList{"cma_latency_p50", "cma_latency_p95"}));
  EXPECT_EQ(chosen(list_), "cma_failure_rate");
  list_.filter().clear();
  EXPECT_EQ(list_.shown().size(), 5);
  EXPECT_EQ(list_.view().currentIndex().row(), 0);
}

TEST_F(List, KeysInTheFilterMoveThroughTheList) {
  QSignalSpy changed(&list_, &MetricList::changed);
  QTest::keyClicks(&list_.filter(), "latency");
  QTest::keyClick(&list_.filter(), Qt::Key_Return);
  EXPECT_EQ(chosen(list_), "cma_latency_p50");
  QTest::keyClick(&list_.filter(), Qt::Key_Down);
  EXPECT_EQ(chosen(list_), "cma_latency_p95");
  QTest::keyClick(&list_.filter(), Qt::Key_Down);
  EXPECT_EQ(chosen(list_), "cma_latency_p95");
  QTest::keyClick(&list_.filter(), Qt::Key_Up);
  EXPECT_EQ(chosen(list_), "cma_latency_p50");
  EXPECT_EQ(changed.size(), 3);
}

TEST_F(List, NewsKeepChoiceAndFilter) {
  QTest::keyClicks(&list_.filter(), "migrate");
  ASSERT_TRUE(list_.choose("migrate_success_ratio"));
  const models::RunData news = loaded_run(query::made_cma_batching());
  list_.offer(news, &news->conditions.at(0));
  EXPECT_EQ(chosen(list_), "migrate_success_ratio");
  EXPECT_EQ(list_.filter().text(), "migrate");
  EXPECT_EQ(list_.view().currentIndex().row(), 0);
}

TEST_F(List, MetricThatIsNotThere_IsNoChoice) {
  EXPECT_FALSE(list_.choose("no_such_metric"));
  EXPECT_EQ(chosen(list_), "cma_failure_rate");
  list_.offer(run_, nullptr);
  EXPECT_EQ(list_.series(), nullptr);
}

TEST(LongList, OfManyVariants_IsUsableBeforeItsOutcomesAreThere) {
  std::vector<std::string> names{"stock"};
  for (int i = 1; i < 30; ++i) names.push_back("patch" + std::to_string(i));
  query::MadeRun made(names, 2);
  for (int metric = 0; metric < 200; ++metric)
    for (const std::string& name : names)
      made.metric(name, "metric" + std::to_string(metric), "count", {1.0 * metric, 2});
  const models::RunData run = loaded_run(made);
  MetricList list;
  list.resize(400, 300);
  list.show();
  list.offer(run, &run->conditions.at(0));
  list.grab();
  EXPECT_TRUE(models::asks(list));
  EXPECT_TRUE(list.choose("metric150"));
  EXPECT_EQ(list.shown().size(), 200);
  EXPECT_FALSE(list.rows().row(199).outcome);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !models::asks(list); }, 20'000));
  for (int row = 0; row < 200; ++row) EXPECT_TRUE(list.rows().row(row).outcome) << row;
  EXPECT_EQ(chosen(list), "metric150");
}

TEST(LongList, SaysEveryOutcomeInFull) {
  const models::RunData run = loaded_run(query::made_cma_batching());
  MetricList list;
  list.resize(420, 300);
  list.offer(run, &run->conditions.at(0));
  const int column = static_cast<int>(models::MetricColumn::Outcome);
  for (const QString& word : models::outcome_words())
    EXPECT_GT(list.view().columnWidth(column), list.view().fontMetrics().horizontalAdvance(word));
}

}  // namespace
}  // namespace folioscope::pages
