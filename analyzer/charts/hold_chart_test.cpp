// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/hold_chart.h"

#include <gtest/gtest.h>

#include <QCategoryAxis>

namespace folioscope::charts {
namespace {

QCategoryAxis& axis(const HoldChart& chart) {
  return *static_cast<QCategoryAxis*>(chart.chart()->axes(Qt::Horizontal).first());
}

TEST(HoldChart, StepsAreBucketsAndPercent) {
  HoldChart chart;
  chart.show_distributions({{"stock", {"ns", {{1024, 2048, 3}, {2048, 4096, 1}}}}});
  EXPECT_EQ(chart.steps(0),
            (QList<QPointF>{{1024, 0}, {1024, 75}, {2048, 75}, {2048, 25}, {4096, 25}, {4096, 0}}));
  EXPECT_EQ(chart.value_title(), "time");
}

TEST(HoldChart, AxisCoversTheBucketsInDecadesWithUnits) {
  HoldChart chart;
  chart.show_distributions({{"stock", {"ns", {{100'000, 200'000, 3}, {1e9, 2e9, 1}}}}});
  EXPECT_EQ(axis(chart).categoriesLabels(),
            (QStringList{"100 us", "1 ms", "10 ms", "100 ms", "1 s", "10 s"}));
  chart.show_distributions({{"stock", {"count", {{1, 2, 3}, {1024, 2048, 1}}}}});
  EXPECT_EQ(axis(chart).categoriesLabels(), (QStringList{"1", "10", "100", "1000", "10,000"}));
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
  EXPECT_EQ(axis(chart).min(), 0);  // the logarithm of 1
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
