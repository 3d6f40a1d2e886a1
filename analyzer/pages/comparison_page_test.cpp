// SPDX-License-Identifier: GPL-3.0-or-later
#include "pages/comparison_page.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

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
  EXPECT_EQ(page.shown_metric(), "cma_failure_rate");
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
  EXPECT_EQ(page.shown_metric(), "cma_latency_p95");
  EXPECT_EQ(page.chart().value_title(), "cma_latency_p95 (ms)");
  EXPECT_DOUBLE_EQ(page.chart().dots(0)[1].y(), 15.1);
  EXPECT_EQ(number(page, 1, ResultColumn::Outcome), "inconclusive");
  EXPECT_FALSE(page.choose_metric("no_such_metric"));
  EXPECT_EQ(page.shown_metric(), "cma_latency_p95");
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

TEST(ComparisonPage, OnlyViewsThatTheMetricHasAreOffered) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  EXPECT_TRUE(page.views().offers(MetricView::Boots));
  EXPECT_TRUE(page.views().offers(MetricView::Shares));
  EXPECT_FALSE(page.views().offers(MetricView::Samples));  // a rate has none
  EXPECT_FALSE(page.views().offers(MetricView::Sweep));
  page.choose_metric("cma_latency_p95");
  EXPECT_TRUE(page.views().offers(MetricView::Samples));
}

TEST(ComparisonPage, ViewStaysUntilAMetricDoesNotHaveIt) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  page.views().button(MetricView::Shares).click();
  EXPECT_EQ(page.views().drawn(), MetricView::Shares);
  EXPECT_EQ(page.views().lines().line_count(), 2u);
  page.choose_metric("cma_latency_p50");
  EXPECT_EQ(page.views().drawn(), MetricView::Shares);
  EXPECT_TRUE(page.note().contains("every step is a boot"));
}

TEST(ComparisonPage, SamplesInsideTheBootsShowTheirShift) {
  query::MadeRun made = query::made_cma_batching();
  for (const char* variant : {"stock", "drain-only"})
    for (int boot = 0; boot < 6; ++boot)
      made.cell(variant, boot)
          .distributions.push_back(
              {"cma_latency", variant == std::string("stock") ? 1.0 : 2.0, 4, 100, "ms"});
  ComparisonPage page;
  page.show_run(loaded_run(made));
  page.choose_metric("cma_latency_p95");
  page.views().choose(MetricView::Samples);
  ASSERT_TRUE(QTest::qWaitFor([&] { return page.views().shifts().line_count() > 0; }));
  EXPECT_TRUE(page.has_chart());
  EXPECT_EQ(page.views().shifts().points(0).size(), 9);
  EXPECT_GT(page.views().shifts().points(0)[0].y(), 0);
}

TEST(ComparisonPage, MetricWithoutStoredSamples_SaysSo) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  page.choose_metric("cma_latency_p95");
  page.views().choose(MetricView::Samples);
  EXPECT_TRUE(QTest::qWaitFor([&] { return page.message().contains("have kept no samples"); }));
}

TEST(ComparisonPage, SecondRunIsShownBesideAndNotTested) {
  query::MadeRun other = query::made_cma_batching();
  other.run().name = "cma-again";
  const models::RunData second = loaded_run(other);
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  QSignalSpy changed(&page, &ComparisonPage::beside_changed);
  page.add_run(second->file);
  ASSERT_TRUE(changed.wait(20'000));
  EXPECT_EQ(page.chart().variant_labels(),
            (QStringList{"stock", "drain-only", "cma-again: stock", "cma-again: drain-only"}));
  EXPECT_EQ(page.numbers().model()->rowCount(), 4);
  EXPECT_EQ(number(page, 3, ResultColumn::Variant), "cma-again: drain-only");
  EXPECT_TRUE(page.note().contains("not tested"));
  page.remove_run();
  EXPECT_EQ(page.chart().variant_count(), 2u);
  EXPECT_EQ(page.numbers().model()->rowCount(), 2);
}

TEST(ComparisonPage, SecondRunWithoutTheMetric_SaysSo) {
  query::MadeRun other({"stock"}, 1);
  other.metric("stock", "something_else", "count", {1});
  const models::RunData second = loaded_run(other);
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  QSignalSpy changed(&page, &ComparisonPage::beside_changed);
  page.add_run(second->file);
  ASSERT_TRUE(changed.wait(20'000));
  EXPECT_EQ(page.chart().variant_count(), 2u);
  EXPECT_TRUE(page.note().contains("has no such metric here"));
}

TEST(ComparisonPage, FileThatIsNoRun_IsSaidAndTheFirstStays) {
  ComparisonPage page;
  page.show_run(loaded_run(query::made_cma_batching()));
  QSignalSpy changed(&page, &ComparisonPage::beside_changed);
  page.add_run("/no/such/run");
  ASSERT_TRUE(changed.wait(20'000));
  EXPECT_TRUE(page.note().contains("cannot be shown beside this one"));
  EXPECT_EQ(page.chart().dots(1).size(), 6);
}

TEST(ComparisonPage, ValuesThatAreNoNumbers_AreCounted) {
  models::RunData run = loaded_run(query::made_cma_batching());
  auto copy = std::make_shared<models::LoadedRun>(*run);
  copy->not_finite = 4;
  copy->findings = compare::find(*copy);
  ComparisonPage page;
  page.show_run(copy);
  EXPECT_TRUE(page.note().contains("no numbers, left out here: 4"));
}

TEST(ComparisonPage, PlaceOfAnotherPage_IsShown) {
  query::MadeRun made = query::made_cma_batching();
  made.add_condition("numa2", "cma-churn");
  made.metric("numa2", "cma-churn", "stock", "cma_failure_rate", "ratio", {0, 0});
  ComparisonPage page;
  page.show_run(loaded_run(made));
  page.condition_choice().setCurrentIndex(0);
  models::Place place{.page = models::PageId::Compare};
  place.condition = 1;
  place.metric = "cma_failure_rate";
  page.go_to(place);
  EXPECT_EQ(page.condition_choice().currentText(), "numa2, cma-churn");
  EXPECT_EQ(page.shown_metric(), "cma_failure_rate");
  EXPECT_EQ(number(page, 1, ResultColumn::Median), "\u2013");  // no boot: not 0
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
  EXPECT_EQ(page.shown_metric(), "migrate_success_ratio");
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
