// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/hold_chart.h"

#include <gtest/gtest.h>

#include <QLogValueAxis>

namespace folioscope::charts {
namespace {

const QLogValueAxis& axis(const HoldChart& chart) {
  return *static_cast<QLogValueAxis*>(chart.chart()->axes(Qt::Horizontal).first());
}

TEST(HoldChart, StepsAreBucketsInMicrosecondsAndPercent) {
  HoldChart chart;
  chart.show_distributions({{"stock", {"ns", {{1024, 2048, 3}, {2048, 4096, 1}}}}});
  EXPECT_EQ(
      chart.steps(0),
      (QList<QPointF>{{1.024, 0}, {1.024, 75}, {2.048, 75}, {2.048, 25}, {4.096, 25}, {4.096, 0}}));
  EXPECT_EQ(chart.value_title(), "time (us)");
  EXPECT_LE(axis(chart).min(), 1.024);
  EXPECT_GE(axis(chart).max(), 4.096);
}

TEST(HoldChart, GapBetweenBuckets_GoesDownToZero) {
  HoldChart chart;
  chart.show_distributions({{"stock", {"count", {{1, 2, 1}, {8, 16, 1}}}}});
  EXPECT_EQ(chart.steps(0),
            (QList<QPointF>{{1, 0}, {1, 50}, {2, 50}, {2, 0}, {8, 0}, {8, 50}, {16, 50}, {16, 0}}));
  EXPECT_EQ(chart.value_title(), "number");
}

TEST(HoldChart, BucketThatBeginsAtZero_HasAPlaceOnTheLogarithmicAxis) {
  HoldChart chart;
  chart.show_distributions({{"stock", {"count", {{0, 2, 5}}}}});
  EXPECT_EQ(chart.steps(0).first().x(), 1);
  EXPECT_GT(axis(chart).min(), 0);
}

TEST(HoldChart, VariantWithoutSamples_HasNoLine) {
  HoldChart chart;
  chart.show_distributions({{"stock", {}}, {"patched", {"ns", {{1024, 2048, 3}}}}});
  EXPECT_TRUE(chart.steps(0).isEmpty());
  EXPECT_EQ(chart.chart()->series().size(), 1);
  chart.show_distributions({{"stock", {}}});
  EXPECT_TRUE(chart.chart()->series().isEmpty());
  EXPECT_TRUE(chart.chart()->axes().isEmpty());
}

}  // namespace
}  // namespace folioscope::charts
