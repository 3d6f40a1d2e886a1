// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/pictures.h"

#include <gtest/gtest.h>

#include "testing/loaded_run.h"

namespace folioscope::charts {
namespace {

TEST(Pictures, SharesOfBootsClimbToAHundred) {
  query::Series series{"m", "count", "events", {}};
  series.variants = {{"stock", {{{1}, 0, 7, false}, {{2}, 1, 3, false}}}, {"patched", {}}};
  query::Series other = series;
  other.variants.resize(1);
  const BesideSeries beside{"monday", &other};
  const LinePicture picture = shares_of_boots(series, {2, "", 0}, &beside);
  ASSERT_EQ(picture.lines.size(), 3u);
  EXPECT_EQ(picture.lines[0].points, (QList<QPointF>{{6, 0}, {6, 50}, {14, 50}, {14, 100}}));
  EXPECT_TRUE(picture.lines[1].points.isEmpty());
  EXPECT_EQ(picture.lines[2].name, "monday: stock");
  EXPECT_EQ(picture.lines[2].position, 2u);
}

TEST(Pictures, ShiftHasALineForEveryVariantButTheBaseline) {
  const std::vector<query::Distribution> stock(4, {"ns", {{0, 1000, 10}}});
  const std::vector<query::Distribution> patched(4, {"ns", {{5000, 6000, 10}}});
  const LinePicture picture = shift_of_samples(
      {"stock", "patched"},
      {compare::shift_between(stock, stock, 1), compare::shift_between(stock, patched, 1)}, "ns");
  ASSERT_EQ(picture.lines.size(), 1u);
  ASSERT_EQ(picture.lines[0].points.size(), 9);
  EXPECT_NEAR(picture.lines[0].points[4].x(), 50, 1e-9);
  EXPECT_NEAR(picture.lines[0].points[4].y(), 5, 1e-9);  // microseconds
  EXPECT_EQ(picture.lines[0].low.size(), 9);
  EXPECT_EQ(picture.level, 0);
  EXPECT_EQ(picture.y_title, "difference to stock (us)");
}

TEST(Pictures, SweepIsOverItsNumber) {
  query::MadeRun made({"stock", "patched"}, 2);
  for (const int faulters : {1, 2, 4}) {
    const std::string workload = "refault faulters=" + std::to_string(faulters);
    made.add_condition("smp8", workload);
    made.workload(workload).args = {{"faulters", std::to_string(faulters)}};
    made.metric("smp8", workload, "stock", "waits", "count", {1.0 * faulters, 3.0 * faulters});
    made.metric("smp8", workload, "patched", "waits", "count", {5, 5});
  }
  const models::RunData run = pages::loaded_run(made);
  const auto axes = compare::growth_of(*run, run->findings);
  ASSERT_EQ(axes.size(), 1u);
  const query::Condition& condition = run->conditions.at(2);
  const compare::GrowthPanel* panel = panel_of(axes[0], condition);
  ASSERT_NE(panel, nullptr);
  EXPECT_EQ(panel_of(axes[0], run->conditions[0]), nullptr);
  const query::Series* waits = compare::series_of(condition, "waits");
  ASSERT_NE(waits, nullptr);
  const LinePicture picture = sweep_of(axes[0], *panel, *waits);
  ASSERT_EQ(picture.lines.size(), 2u);
  EXPECT_EQ(picture.lines[0].points, (QList<QPointF>{{0, 2}, {0.5, 4}, {1, 8}}));
  EXPECT_LT(picture.lines[0].low[0].y(), 2);
  EXPECT_EQ(picture.lines[1].low[0].y(), 5);  // no spread was seen
  EXPECT_EQ(picture.x_title, "faulters, log2 scale");
  ASSERT_EQ(picture.x_ticks.size(), 3u);
  EXPECT_EQ(picture.x_ticks[2].second, "4");
}

}  // namespace
}  // namespace folioscope::charts
