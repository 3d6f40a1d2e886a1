// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/forest_plot.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include "testing/loaded_run.h"

namespace folioscope::charts {
namespace {

std::vector<models::EffectGroup> groups_of(const models::RunData& run) {
  return models::effect_groups(*run, run->findings, run->findings.conditions.at(0));
}

models::RunData many_variants() {
  std::vector<std::string> names{"stock"};
  for (int i = 1; i < 30; ++i)
    names.push_back("a-patch-whose-name-is-longer-than-anyone-would-want-" + std::to_string(i));
  query::MadeRun made(names, 2);
  for (const std::string& name : names) {
    made.metric(name, "cma_failure_rate", "ratio", {0.1, 0.2});
    made.metric(name, "cma_latency_p50", "us", {5000, 5100});
  }
  return pages::loaded_run(made);
}

TEST(ForestPlot, HasARowForEveryMetricAndVariant) {
  ForestPlot plot;
  plot.show_effects(groups_of(pages::loaded_run(query::made_cma_batching())));
  ASSERT_EQ(plot.row_count(), 4u);
  EXPECT_EQ(plot.row_text(0),
            "cma_failure_rate, drain-only: +10.83 points [+7.91, +13.76], regressed");
  EXPECT_GE(plot.reach(0), 13.76);  // the interval is inside
}

TEST(ForestPlot, RowsOfManyVariantsDoNotOverlapAndScroll) {
  ForestPlot plot;
  plot.resize(700, 300);
  plot.show();
  plot.show_effects(groups_of(many_variants()));
  ASSERT_EQ(plot.row_count(), 58u);
  for (std::size_t row = 1; row < plot.row_count(); ++row)
    EXPECT_GE(plot.row_place(row).top(), plot.row_place(row - 1).bottom());
  EXPECT_GT(plot.verticalScrollBar()->maximum(), 0);
  QTest::keyClick(&plot, Qt::Key_End);
  EXPECT_EQ(plot.current(), 57u);
  EXPECT_TRUE(plot.viewport()->rect().contains(plot.row_place(57)));
}

TEST(ForestPlot, ClickAndReturnPointAtTheMetric) {
  ForestPlot plot;
  plot.resize(900, 500);
  plot.show();
  plot.show_effects(groups_of(pages::loaded_run(query::made_cma_batching())));
  QSignalSpy activated(&plot, &ForestPlot::activated);
  QTest::mouseClick(plot.viewport(), Qt::LeftButton, {}, plot.row_place(1).center());
  ASSERT_EQ(activated.size(), 1);
  EXPECT_EQ(activated[0][0].toString(), "cma_latency_p50");
  QTest::keyClick(&plot, Qt::Key_Down);
  QTest::keyClick(&plot, Qt::Key_Return);
  ASSERT_EQ(activated.size(), 2);
  EXPECT_EQ(activated[1][0].toString(), "cma_latency_p95");
  QTest::mouseClick(plot.viewport(), Qt::LeftButton, {}, {5, 5});  // a heading
  EXPECT_EQ(activated.size(), 2);
}

TEST(ForestPlot, EffectsInPercentShareAScale_OthersHaveTheirOwn) {
  ForestPlot plot;
  plot.show_effects(groups_of(pages::loaded_run(query::made_cma_batching())));
  EXPECT_NE(plot.reach(0), plot.reach(1));  // points; percent
  EXPECT_EQ(plot.reach(1), plot.reach(2));
}

TEST(ForestPlot, NewsKeepTheRow) {
  ForestPlot plot;
  const models::RunData run = pages::loaded_run(query::made_cma_batching());
  plot.show_effects(groups_of(run));
  QTest::keyClick(&plot, Qt::Key_End);
  plot.show_effects(groups_of(run));
  EXPECT_EQ(plot.current(), 3u);
  plot.show_effects({});
  EXPECT_EQ(plot.current(), std::nullopt);
  EXPECT_EQ(plot.row_count(), 0u);
}

TEST(ForestPlot, VariantWithoutNumber_HasARowWithoutAMark) {
  query::MadeRun made({"stock", "patched"}, 2);
  made.metric("stock", "cma_failure_rate", "ratio", {0.1, 0.2});
  for (const int boot : {0, 1}) made.cell("patched", boot).cell.status = CellStatus::GuestOops;
  ForestPlot plot;
  plot.resize(800, 300);
  plot.show_effects(groups_of(pages::loaded_run(made)));
  ASSERT_EQ(plot.row_count(), 1u);
  EXPECT_EQ(plot.row_text(0), "cma_failure_rate, patched: no data");
  EXPECT_FALSE(plot.grab().isNull());
}

}  // namespace
}  // namespace folioscope::charts
