// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/line_chart.h"

#include <gtest/gtest.h>

#include <QCategoryAxis>
#include <QValueAxis>
#include <set>

namespace folioscope::charts {
namespace {

ChartLine line(std::size_t position, const QList<QPointF>& points) {
  return {QStringLiteral("variant %1").arg(position), position, points, {}, {}, false};
}

const QValueAxis& values(const LineChart& chart) {
  return *static_cast<QValueAxis*>(chart.chart()->axes(Qt::Vertical).first());
}

TEST(LineChart, DrawsEveryLineWithItsPoints) {
  LineChart chart("lines");
  chart.show_lines(
      {.lines = {line(0, {{0, 1}, {1, 2}}), line(1, {{0, 3}, {1, 4}})}, .x_title = "faulters"});
  ASSERT_EQ(chart.line_count(), 2u);
  EXPECT_EQ(chart.points(1), (QList<QPointF>{{0, 3}, {1, 4}}));
  EXPECT_EQ(chart.x_title(), "faulters");
  EXPECT_TRUE(chart.has_legend());
}

TEST(LineChart, BandIsInsideTheAxis) {
  ChartLine with = line(0, {{0, 10}, {1, 10}});
  with.low = {{0, -50}, {1, 5}};
  with.high = {{0, 90}, {1, 20}};
  LineChart chart("lines");
  chart.show_lines({.lines = {with}, .level = 0});
  EXPECT_TRUE(chart.has_band(0));
  EXPECT_LE(values(chart).min(), -50);
  EXPECT_GE(values(chart).max(), 90);
}

TEST(LineChart, ThirtyLinesAreToldApartAndLeaveTheLegendOut) {
  LinePicture picture;
  for (std::size_t i = 0; i < 30; ++i)
    picture.lines.push_back(line(i, {{0, static_cast<double>(i)}, {1, 2}}));
  LineChart chart("lines");
  chart.show_lines(picture);
  std::set<std::pair<QRgb, Qt::PenStyle>> pens;
  for (std::size_t i = 0; i < 30; ++i)
    pens.insert({chart.pen(i).color().rgb(), chart.pen(i).style()});
  EXPECT_EQ(pens.size(), 30u);
  EXPECT_FALSE(chart.has_legend());
}

TEST(LineChart, EmphasisLeavesTheOthersPale) {
  LineChart chart("lines");
  chart.show_lines({.lines = {line(0, {{0, 1}, {1, 2}}), line(1, {{0, 3}, {1, 4}})}});
  chart.emphasize(1);
  EXPECT_GT(chart.pen(1).widthF(), chart.pen(0).widthF());
  EXPECT_LT(chart.pen(0).color().alphaF(), 0.5);
  chart.emphasize(std::nullopt);
  EXPECT_EQ(chart.pen(0).color().alphaF(), 1);
}

TEST(LineChart, NamedTicksStandWhereTheyBelong) {
  LineChart chart("lines");
  chart.show_lines({.lines = {line(0, {{0, 1}, {0.5, 2}, {1, 3}})},
                    .x_ticks = {{0, "1"}, {0.5, "8"}, {1, "64"}}});
  auto& axis = *static_cast<QCategoryAxis*>(chart.chart()->axes(Qt::Horizontal).first());
  EXPECT_EQ(axis.categoriesLabels(), (QStringList{"1", "8", "64"}));
  EXPECT_EQ(axis.endValue("8"), 0.5);
}

TEST(LineChart, OfNothing_IsEmpty) {
  LineChart chart("lines");
  chart.show_lines({.lines = {line(0, {})}});
  EXPECT_EQ(chart.line_count(), 0u);
  EXPECT_EQ(chart.x_title(), "");
}

}  // namespace
}  // namespace folioscope::charts
