// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/boot_chart.h"

#include <gtest/gtest.h>

#include <QLineSeries>
#include <QSet>
#include <QValueAxis>
#include <cmath>

#include "models/colors.h"

namespace folioscope::charts {
namespace {

class Chart : public ::testing::Test {
 protected:
  // Variants "stock", "patched", ... with these values, boot by boot.
  void show(const std::string& unit, const std::vector<std::vector<double>>& values) {
    compare::TestedRun comparison;
    query::Condition condition;
    query::Series series{"cma_failure_rate", unit, "events", {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
      query::Variant variant;
      variant.row.name = i == 0 ? "stock" : i == 1 ? "patched" : "variant" + std::to_string(i);
      query::VariantBoots measured{variant.row.name, {}};
      for (std::size_t boot = 0; boot < values[i].size(); ++boot)
        measured.boots.push_back({{0}, static_cast<int>(boot), values[i][boot], false});
      comparison.variants.push_back(variant);
      series.variants.push_back(measured);
    }
    condition.variants.resize(values.size());
    chart_.show_metric(series, compare::evaluate(comparison, condition, series));
  }

  const QValueAxis& values() const {
    return *static_cast<QValueAxis*>(chart_.chart()->axes(Qt::Vertical).first());
  }

  BootChart chart_;
};

TEST_F(Chart, HasADotForEveryBootAtItsValue) {
  show("ratio", {{0, 0.025, 0.1}, {0.2, 0.3}});
  const auto stock = chart_.dots(0), patched = chart_.dots(1);
  ASSERT_EQ(stock.size(), 3);
  ASSERT_EQ(patched.size(), 2);
  EXPECT_DOUBLE_EQ(stock[1].y(), 2.5);  // percent
  EXPECT_DOUBLE_EQ(patched[1].y(), 30);
}

TEST_F(Chart, VariantsStandSideBySideAndBootsApart) {
  show("ratio", {{0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}});
  for (std::size_t variant : {0u, 1u}) {
    const auto dots = chart_.dots(variant);
    for (qsizetype i = 0; i < dots.size(); ++i) {
      EXPECT_LT(std::abs(dots[i].x() - static_cast<double>(variant)), 0.25);
      for (qsizetype j = 0; j < i; ++j) EXPECT_GT(std::abs(dots[i].x() - dots[j].x()), 0.03);
    }
  }
  EXPECT_EQ(chart_.dots(0)[3].x() + 1, chart_.dots(1)[3].x());  // a boot has its place
}

TEST_F(Chart, AxesNameMetricUnitAndVariants) {
  show("ratio", {{0.1}, {0.2}});
  EXPECT_EQ(chart_.value_title(), "cma_failure_rate (%)");
  EXPECT_EQ(values().titleText(), "cma_failure_rate (%)");
  EXPECT_EQ(chart_.variant_labels(), (QStringList{"stock", "patched"}));
}

TEST_F(Chart, LineStandsAtTheMean) {
  show("count", {{1, 2, 9}});
  const auto all = chart_.chart()->series();
  const auto* line = dynamic_cast<const QLineSeries*>(all.first());
  ASSERT_NE(line, nullptr);
  EXPECT_EQ(line->points().first().y(), 4);
  EXPECT_EQ(line->points().last().y(), 4);
}

TEST_F(Chart, TipNamesVariantBootAndValue) {
  chart_.resize(600, 400);
  chart_.show();
  show("ratio", {{0.5}, {0, 0.1125, 0.2}});
  chart_.grab();  // lays it out
  const QPointF dot = chart_.pixel(chart_.dots(1)[1]);
  EXPECT_EQ(chart_.dot_text(dot), "patched, boot 1: 11.25 %");
  EXPECT_EQ(chart_.dot_text(dot + QPointF(4, 4)), "patched, boot 1: 11.25 %");
  EXPECT_EQ(chart_.dot_text(dot + QPointF(0, 60)), "");
}

TEST_F(Chart, EqualValuesStayInsideTheAxis) {
  show("count", {{32, 32, 32}, {32, 32, 32}});
  EXPECT_LT(values().min(), 32);
  EXPECT_GT(values().max(), 32);
}

TEST_F(Chart, VariantWithoutBoots_KeepsItsPlace) {
  show("ratio", {{0.1}, {}, {0.3}});
  EXPECT_EQ(chart_.variant_count(), 3u);
  EXPECT_TRUE(chart_.dots(1).isEmpty());
  EXPECT_EQ(chart_.variant_labels().size(), 3);
}

TEST_F(Chart, BootsOfABlockAreJoinedOnRequest) {
  show("ratio", {{0.1, 0.2}, {0.3, 0.4}, {0.5}});
  EXPECT_EQ(chart_.pair_count(), 0u);
  chart_.set_paired(true);
  EXPECT_EQ(chart_.pair_count(), 2u);  // two boots in the only block
  chart_.set_paired(false);
  EXPECT_EQ(chart_.pair_count(), 0u);
}

TEST_F(Chart, OtherRun_StandsBehindItsName_AndIsNotJoined) {
  show("ratio", {{0.1}, {0.2}});
  query::Series other{"cma_failure_rate", "ratio", "events", {}};
  other.variants = {{"stock", {{{0}, 0, 0.4, false}}}};
  chart_.set_paired(true);
  chart_.show_beside("cma-batching of Monday", other);
  EXPECT_EQ(chart_.variant_labels(),
            (QStringList{"stock", "patched", "cma-batching of Monday: stock"}));
  EXPECT_DOUBLE_EQ(chart_.dots(2)[0].y(), 40);
  EXPECT_EQ(chart_.pair_count(), 1u);
}

TEST_F(Chart, ThirtyVariantsHaveALabelEach) {
  query::Series series{"m", "count", "events", {}};
  compare::MetricResult metric;
  for (int i = 0; i < 30; ++i)
    series.variants.push_back(
        {"the-same-beginning-and-" + std::to_string(i) + "-the-same-end-of-a-long-name",
         {{{0}, 0, 1.0 * i, false}}});
  chart_.show_metric(series, metric);
  const QStringList labels = chart_.variant_labels();
  EXPECT_EQ(labels.size(), 30);
  EXPECT_EQ(QSet<QString>(labels.begin(), labels.end()).size(), 30);
  for (const QString& label : labels) EXPECT_LE(label.size(), 26);
}

TEST_F(Chart, OneVariantAlone_IsDrawn) {
  show("ratio", {{0.1, 0.2}});
  EXPECT_EQ(chart_.dots(0).size(), 2);
}

TEST_F(Chart, AnotherMetric_ReplacesTheFirstWhole) {
  show("ratio", {{0.1, 0.2}, {0.3, 0.4}});
  show("count", {{7}});
  EXPECT_EQ(chart_.variant_count(), 1u);
  EXPECT_EQ(chart_.chart()->series().size(), 2);  // what dots are placed by, and the mean
  EXPECT_EQ(chart_.chart()->axes().size(), 2);
  chart_.clear();
  EXPECT_TRUE(chart_.chart()->series().isEmpty());
}

}  // namespace
}  // namespace folioscope::charts
