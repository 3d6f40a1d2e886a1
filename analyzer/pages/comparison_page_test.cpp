// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/comparison_page.h"

#include <gtest/gtest.h>

#include "testing/loaded_run.h"

namespace folioscope::pages {
namespace {

using models::ResultColumn;

QString number(const ComparisonPage& page, int row, ResultColumn column) {
  const QAbstractItemModel& model = *page.numbers().model();
  return model.data(model.index(row, static_cast<int>(column))).toString();
}

TEST(ComparisonPage, DotsAreTheStoresValues) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  ASSERT_TRUE(page.has_chart());
  EXPECT_EQ(page.metric_choice().currentText(), "cma_failure_rate");
  EXPECT_EQ(page.chart().value_title(), "cma_failure_rate (%)");
  EXPECT_EQ(page.chart().variant_labels(), (QStringList{"stock", "drain-only"}));
  const std::vector<double> drain{10, 12.5, 7.5, 15, 10, 12.5};
  const QList<QPointF> dots = page.chart().dots(1);
  ASSERT_EQ(dots.size(), 6);
  for (std::size_t i = 0; i < drain.size(); ++i)
    EXPECT_DOUBLE_EQ(dots[static_cast<qsizetype>(i)].y(), drain[i]);
  EXPECT_EQ(page.chart().dots(0).size(), 6);
}

TEST(ComparisonPage, TableSaysWhatTheReportSays) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_EQ(number(page, 1, ResultColumn::Median), "11.25 %");
  EXPECT_EQ(number(page, 1, ResultColumn::Interval), "[+7.91, +13.76]");
  EXPECT_EQ(number(page, 1, ResultColumn::Outcome), "regressed");
}

TEST(ComparisonPage, ChosenMetricIsShown) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  ASSERT_TRUE(page.choose_metric("cma_latency_p95"));
  EXPECT_EQ(page.metric_choice().currentText(), "cma_latency_p95");
  EXPECT_EQ(page.chart().value_title(), "cma_latency_p95 (ms)");
  EXPECT_DOUBLE_EQ(page.chart().dots(0)[1].y(), 15.1);
  EXPECT_EQ(number(page, 1, ResultColumn::Outcome), "inconclusive");
  EXPECT_FALSE(page.choose_metric("no_such_metric"));
  EXPECT_EQ(page.metric_choice().currentText(), "cma_latency_p95");
}

TEST(ComparisonPage, OpensWhereTheReportGivesItsOutcome) {
  query::MadeRun made = query::made_cma_batching();
  made.add_condition("numa2", "cma-churn");
  made.metric("numa2", "cma-churn", "stock", "cma_failure_rate", "ratio", {0, 0, 0, 0, 0, 0});
  made.metric("numa2", "cma-churn", "drain-only", "cma_failure_rate", "ratio", {1, 1, 1, 1, 1, 1});
  ComparisonPage page;
  page.show_run(loaded_run(made));
  EXPECT_EQ(page.condition_choice().currentText(), "numa2, cma-churn");
  page.condition_choice().setCurrentIndex(0);
  page.show_run(loaded_run(made));
  EXPECT_EQ(page.condition_choice().currentText(), "smp8, cma-churn");
}

TEST(ComparisonPage, MetricsAreOfferedHeadlinesFirst) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  QStringList offered;
  for (int i = 0; i < page.metric_choice().count(); ++i)
    offered << page.metric_choice().itemText(i);
  EXPECT_EQ(offered, (QStringList{"cma_failure_rate", "cma_latency_p50", "cma_latency_p95",
                                  "migrate_success_ratio", "", "vmstat_pgmigrate_fail"}));
}

TEST(ComparisonPage, NewsKeepTheChosenMetric) {
  ComparisonPage page;
  query::MadeRun made = query::made_cma_batching();
  made.cell("drain-only", 5).cell.status = CellStatus::Planned;
  made.leave_unfinished();
  page.show_run(loaded_run(made));
  ASSERT_TRUE(page.choose_metric("migrate_success_ratio"));
  EXPECT_EQ(page.chart().dots(1).size(), 5);
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_EQ(page.metric_choice().currentText(), "migrate_success_ratio");
  EXPECT_EQ(page.chart().dots(1).size(), 6);
}

TEST(ComparisonPage, MetricOfAnotherMachine_BringsItsGroup) {
  query::MadeRun made = query::made_cma_batching();
  made.add_condition("numa2", "thp-leak");
  made.cell("numa2", "thp-leak", "stock", 0)
      .metrics.push_back({"thp_split_failed", 32, "count", "vmstat"});
  ComparisonPage page;
  page.show_run(loaded_run(made));
  ASSERT_TRUE(page.choose_metric("thp_split_failed"));
  EXPECT_EQ(page.condition_choice().currentText(), "numa2, thp-leak");
  ASSERT_EQ(page.chart().dots(0).size(), 1);
  EXPECT_EQ(page.chart().dots(0)[0].y(), 32);
}

TEST(ComparisonPage, RunWithoutMetrics_SaysSo) {
  ComparisonPage page;
  page.show_run(loaded_run(query::MadeRun({"stock", "patched"}, 1)));
  EXPECT_FALSE(page.has_chart());
  EXPECT_EQ(page.message(), "No boot has given a metric here yet.");
  EXPECT_FALSE(page.choose_metric("cma_failure_rate"));
}

TEST(ComparisonPage, OneVariant_IsShownWithoutAnOutcome) {
  query::MadeRun made({"stock"}, 3);
  made.metric("stock", "cma_failure_rate", "ratio", {0.1, 0.1, 0.1});
  ComparisonPage page;
  page.show_run(loaded_run(made));
  EXPECT_TRUE(page.has_chart());
  EXPECT_EQ(page.chart().dots(0).size(), 3);
  EXPECT_EQ(number(page, 0, ResultColumn::Outcome), "baseline");
}

}  // namespace
}  // namespace folioscope::pages
