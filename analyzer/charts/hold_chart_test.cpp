// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/hold_chart.h"

#include <gtest/gtest.h>

#include <QCategoryAxis>
#include <QLegend>
#include <QLegendMarker>
#include <QValueAxis>

#include "models/shown_text.h"
#include "testing/hostile_names.h"

namespace folioscope::charts {
namespace {

using Buckets = std::vector<compare::SampleShape::Bucket>;

HoldChart::VariantShape shape(const char* variant, const char* unit, Buckets buckets) {
  return {.variant = variant, .shape = {unit, 4, std::move(buckets)}};
}

QCategoryAxis& axis(const HoldChart& chart) {
  return *static_cast<QCategoryAxis*>(chart.chart()->axes(Qt::Horizontal).first());
}

TEST(HoldChart, StepsAreBucketsAndSamplesInABoot) {
  HoldChart chart;
  chart.show_shapes({shape("stock", "ns", {{1024, 2048, 300, 0.75}, {2048, 4096, 100, 0.25}})});
  EXPECT_EQ(
      chart.steps(0),
      (QList<QPointF>{{1024, 0}, {1024, 300}, {2048, 300}, {2048, 100}, {4096, 100}, {4096, 0}}));
  EXPECT_EQ(chart.value_title(), "time");
  EXPECT_EQ(chart.height_title(), "samples in a boot, mean");
}

TEST(HoldChart, ManyAndFewSamples_DoNotLookAlikeUnlessSharesAreAskedFor) {
  HoldChart chart;
  chart.show_shapes({shape("stock", "ns", {{1024, 2048, 10, 1}}),
                     shape("patched", "ns", {{1024, 2048, 3000, 1}})});
  EXPECT_EQ(chart.steps(0)[1].y(), 10);
  EXPECT_EQ(chart.steps(1)[1].y(), 3000);
  chart.set_basis(HoldChart::Basis::Share);
  EXPECT_EQ(chart.steps(0), chart.steps(1));
  EXPECT_EQ(chart.steps(0)[1].y(), 100);
  EXPECT_EQ(chart.height_title(), "of a boot's samples, mean");
}

TEST(HoldChart, MarksStandAtTheNumbersOfTheTable) {
  HoldChart chart;
  auto one = shape("stock", "ns", {{1024, 2048, 300, 0.75}, {2048, 4096, 100, 0.25}});
  one.p50 = 1500;
  one.p99 = 3000;
  chart.show_shapes({one});
  ASSERT_EQ(chart.marks(0).size(), 2);
  EXPECT_NEAR(chart.marks(0)[0].x(), 1500, 1e-6);
  EXPECT_EQ(chart.marks(0)[0].y(), 300);
  EXPECT_EQ(chart.marks(0)[1].y(), 100);
  one.p99 = 9000;  // outside of all buckets
  chart.show_shapes({one});
  EXPECT_NEAR(chart.marks(0)[1].x(), 4096, 1e-6);
}

TEST(HoldChart, AxisCoversTheBucketsInDecadesWithUnits) {
  HoldChart chart;
  chart.show_shapes({shape("stock", "ns", {{100'000, 200'000, 3, 0.75}, {1e9, 2e9, 1, 0.25}})});
  EXPECT_EQ(axis(chart).categoriesLabels(),
            (QStringList{"100 us", "1 ms", "10 ms", "100 ms", "1 s", "10 s"}));
  chart.show_shapes({shape("stock", "count", {{1, 2, 3, 0.75}, {1024, 2048, 1, 0.25}})});
  EXPECT_EQ(axis(chart).categoriesLabels(), (QStringList{"1", "10", "100", "1000", "10,000"}));
}

TEST(HoldChart, GapBetweenBuckets_GoesDownToZero) {
  HoldChart chart;
  chart.show_shapes({shape("stock", "count", {{1, 2, 1, 0.5}, {8, 16, 1, 0.5}})});
  EXPECT_EQ(chart.steps(0),
            (QList<QPointF>{{1, 0}, {1, 1}, {2, 1}, {2, 0}, {8, 0}, {8, 1}, {16, 1}, {16, 0}}));
  EXPECT_EQ(chart.value_title(), "number");
}

TEST(HoldChart, BucketThatBeginsAtZero_HasAPlaceOnTheLogarithmicAxis) {
  HoldChart chart;
  chart.show_shapes({shape("stock", "count", {{0, 2, 5, 1}})});
  EXPECT_EQ(chart.steps(0).first().x(), 1);
  EXPECT_EQ(axis(chart).min(), 0);  // the logarithm of 1
}

TEST(HoldChart, VariantWithoutSamples_HasNoLine) {
  HoldChart chart;
  chart.show_shapes({{"stock", {}}, shape("patched", "ns", {{1024, 2048, 3, 1}})});
  EXPECT_TRUE(chart.steps(0).isEmpty());
  EXPECT_FALSE(chart.steps(1).isEmpty());
  chart.show_shapes({{"stock", {}}});
  EXPECT_TRUE(chart.chart()->series().isEmpty());
  EXPECT_TRUE(chart.chart()->axes().isEmpty());
}

TEST(HoldChart, LegendHasOneShortEntryForAVariant) {
  for (const std::string& name : query::hostile_names()) {
    HoldChart chart;
    auto one = shape("", "ns", {{1024, 2048, 3, 1}});
    one.variant = QString::fromStdString(name);
    one.p50 = 1500;
    chart.show_shapes({one});
    chart.grab();  // lays the legend out
    int visible = 0;
    for (const QLegendMarker* marker : chart.chart()->legend()->markers())
      if (marker->isVisible()) {
        ++visible;
        EXPECT_LE(marker->label().size(), 6 * models::kLabelLength);
        EXPECT_FALSE(marker->label().contains("<b>"));
      }
    EXPECT_EQ(visible, 1);
  }
}

}  // namespace
}  // namespace folioscope::charts
