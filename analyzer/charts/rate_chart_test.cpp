// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/rate_chart.h"

#include <gtest/gtest.h>

#include <QLineSeries>

namespace folioscope::charts {
namespace {

compare::FailureRates two_groups() {
  compare::FailureRates rates;
  rates.groups = {{0, 0}, {1'000, 2.5e6}};
  rates.variants = {{0, "stock", {{10, 0, std::nullopt}, {10, 5, stats::Interval{0.25, 0.75}}}},
                    {2, "drain-only", {{4, 4, std::nullopt}, {0, 0, std::nullopt}}}};
  return rates;
}

TEST(RateChart, HasADotForEachGroupThatAVariantHasOperationsIn) {
  RateChart chart;
  chart.show_rates(two_groups(), *compare::find_quantity("longest_lock"));
  const auto stock = chart.dots(0), drain_only = chart.dots(1);
  ASSERT_EQ(stock.size(), 2);
  ASSERT_EQ(drain_only.size(), 1);
  EXPECT_EQ(stock[0].y(), 0);
  EXPECT_EQ(stock[1].y(), 50);
  EXPECT_EQ(drain_only[0].y(), 100);
  EXPECT_LT(stock[0].x(), drain_only[0].x()) << "side by side";
  EXPECT_EQ(chart.group_labels(), (QStringList{"0", "2.50 ms"}));
}

TEST(RateChart, TheIntervalIsDrawnAndSaid) {
  RateChart chart;
  chart.show_rates(two_groups(), *compare::find_quantity("longest_lock"));
  EXPECT_EQ(chart.rate_text(0, 1), "stock: 5 of 10 failed (50.0 %, interval 25.0 to 75.0 %)");
  EXPECT_EQ(chart.rate_text(1, 0), "drain-only: 4 of 4 failed (100.0 %)");
  EXPECT_EQ(chart.rate_text(1, 1), "");
  bool drawn = false;
  for (const QAbstractSeries* series : chart.chart()->series())
    if (const auto* line = qobject_cast<const QLineSeries*>(series))
      drawn |= line->count() == 2 && line->at(0).y() == 25 && line->at(1).y() == 75;
  EXPECT_TRUE(drawn);
}

TEST(RateChart, WithoutOperationsItIsEmpty) {
  RateChart chart;
  chart.show_rates(two_groups(), *compare::find_quantity("retries"));
  chart.show_rates({}, *compare::find_quantity("retries"));
  EXPECT_TRUE(chart.chart()->series().isEmpty());
}

}  // namespace
}  // namespace folioscope::charts
