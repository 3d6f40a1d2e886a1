// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/scatter_chart.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "testing/hostile_names.h"

namespace folioscope::charts {
namespace {

using compare::Dot;
using compare::DotIs;

Dot dot(std::size_t position, std::int64_t operation, double x, double y) {
  return {.position = position,
          .cell = {static_cast<std::int64_t>(position) + 1},
          .boot = 3,
          .operation = query::Operation{.id = operation, .failed = y > 0},
          .failed = y > 0 ? 1 : 0,
          .x = x,
          .y = y};
}

class Scatter : public ::testing::Test {
 protected:
  void show(std::vector<Dot> dots, const char* x = "longest_lock", const char* y = "failed",
            DotIs is = DotIs::Operation) {
    chart_.resize(700, 500);
    chart_.show_dots(
        {variants_, std::move(dots), compare::find_quantity(x), compare::find_quantity(y), is});
  }

  std::vector<QString> variants_{"stock", "drain-only"};
  ScatterChart chart_;
};

TEST_F(Scatter, DotsStandAtTheirValues_ByTheirLogarithmOverDecades) {
  show({dot(0, 1, 1e3, 0), dot(0, 2, 1e6, 1), dot(1, 3, 0, 1)});
  EXPECT_DOUBLE_EQ(chart_.place(0).x(), 3);
  EXPECT_DOUBLE_EQ(chart_.place(1).x(), 6);
  EXPECT_LT(chart_.place(2).x(), 3) << "zero stands below the first decade";
  EXPECT_EQ(chart_.axis_title(Qt::Horizontal), "longest lock hold by others");
}

TEST_F(Scatter, FailedAndSucceededAreApart_AndDotsOfTheSameValuesToo) {
  show({dot(0, 1, 5, 0), dot(0, 2, 5, 0), dot(0, 3, 5, 1)}, "retries");
  EXPECT_NEAR(chart_.place(0).y(), 0, 0.26);
  EXPECT_NEAR(chart_.place(2).y(), 1, 0.26);
  EXPECT_NE(chart_.place(0).y(), chart_.place(1).y());
  EXPECT_FALSE(chart_.filled(0));
  EXPECT_TRUE(chart_.filled(2));
}

TEST_F(Scatter, BootsThatFailedStandInPercent) {
  Dot boot = dot(0, 1, 10, 0.25);
  boot.operation.reset();
  boot.operations = 40;
  show({boot, boot}, "retries", "failed", DotIs::Boot);
  EXPECT_DOUBLE_EQ(chart_.place(0).y(), 25);
  EXPECT_EQ(chart_.axis_title(Qt::Vertical), "operations that failed (%)");
  EXPECT_EQ(chart_.dot_text(0), "stock, boot 3, 40 operations: retries 10, 25.0 % failed");
}

TEST_F(Scatter, TipNamesVariantBootOperationAndValues) {
  show({dot(1, 7, 1.2e6, 1)});
  EXPECT_EQ(chart_.dot_text(0), "drain-only, boot 3, operation 7: longest_lock 1.20 ms, failed");
  show({dot(1, 7, 4, 1)}, "retries", "latency");
  EXPECT_EQ(chart_.dot_text(0), "drain-only, boot 3, operation 7: retries 4, latency 1 ns, failed");
}

TEST_F(Scatter, ArrowKeysStepFromDotToDot_EnterOpens) {
  show({dot(0, 1, 30, 1), dot(0, 2, 10, 20), dot(0, 3, 20, 10)}, "retries", "latency");
  QSignalSpy opened(&chart_, &ScatterChart::opened);
  QTest::keyClick(&chart_, Qt::Key_Return);
  EXPECT_TRUE(opened.isEmpty()) << "no dot is current";
  QTest::keyClick(&chart_, Qt::Key_Right);
  EXPECT_EQ(chart_.current(), 1);
  QTest::keyClick(&chart_, Qt::Key_Right);
  EXPECT_EQ(chart_.current(), 2);
  QTest::keyClick(&chart_, Qt::Key_Down);
  EXPECT_EQ(chart_.current(), 0);
  QTest::keyClick(&chart_, Qt::Key_Left);
  QTest::keyClick(&chart_, Qt::Key_Return);
  ASSERT_EQ(opened.size(), 1);
  EXPECT_EQ(opened[0][0], 2);
}

TEST_F(Scatter, AClickOpensTheDotUnderIt_AndNothingBesideIt) {
  show({dot(0, 1, 10, 10), dot(1, 2, 90, 90)}, "retries", "latency");
  chart_.show();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&chart_));
  QSignalSpy opened(&chart_, &ScatterChart::opened);
  const QPoint at = chart_.pixel(1).toPoint();
  QTest::mouseClick(chart_.viewport(), Qt::LeftButton, {}, at);
  ASSERT_EQ(opened.size(), 1);
  EXPECT_EQ(opened[0][0], 1);
  EXPECT_EQ(chart_.current(), 1);
  QTest::mouseClick(chart_.viewport(), Qt::LeftButton, {}, at - QPoint(60, 0));
  EXPECT_EQ(opened.size(), 1);
}

TEST_F(Scatter, NewsKeepTheCurrentDot_OtherDotsHaveNone) {
  show({dot(0, 1, 10, 10), dot(1, 2, 90, 90)}, "retries", "latency");
  chart_.set_current(1);
  show({dot(0, 1, 10, 10), dot(1, 2, 80, 90)}, "retries", "latency");
  EXPECT_EQ(chart_.current(), 1);
  show({dot(0, 1, 10, 10)}, "retries", "latency");
  EXPECT_EQ(chart_.current(), -1);
  chart_.clear();
  EXPECT_TRUE(chart_.chart()->series().isEmpty());
}

TEST_F(Scatter, NamesOfAnyKindAreDrawn) {
  variants_.clear();
  std::vector<Dot> dots;
  for (const std::string& name : query::hostile_names()) {
    dots.push_back(dot(variants_.size(), 1, 1, 1));
    variants_.push_back(QString::fromStdString(name));
  }
  show(dots, "retries", "latency");
  EXPECT_LT(chart_.dot_text(0).size(), 200);
  EXPECT_FALSE(chart_.grab().isNull());
}

}  // namespace
}  // namespace folioscope::charts
