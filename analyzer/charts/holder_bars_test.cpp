// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/holder_bars.h"

#include <gtest/gtest.h>

#include <QImage>
#include <QSignalSpy>
#include <QTest>

#include "models/colors.h"
#include "models/shown_text.h"
#include "testing/hostile_names.h"

namespace folioscope::charts {
namespace {

compare::HolderTable holders(double stock, double patched) {
  compare::HolderTable made;
  made.failures.variants.resize(2);
  made.failures.variants[0].variant = "stock";
  made.failures.variants[0].summary = {.count = 4, .mean = stock};
  made.failures.variants[1].variant = "patched";
  made.failures.variants[1].summary = {.count = 4, .mean = patched};
  made.classes.resize(2);
  made.classes[0].holder_class = "lru_batch";
  made.classes[0].variants = {{.split_share = 0.25, .comm = "", .split_per_boot = 0.25 * stock},
                              {.split_share = 0.9, .comm = "", .split_per_boot = 0.9 * patched}};
  made.classes[1].holder_class = "unknown";
  made.classes[1].variants = {{.split_share = 0.75, .comm = "", .split_per_boot = 0.75 * stock},
                              {.split_share = 0.1, .comm = "", .split_per_boot = 0.1 * patched}};
  return made;
}

TEST(HolderBars, TenAndThousands_DoNotLookAlike) {
  HolderBars bars;
  bars.resize(800, bars.sizeHint().height());
  bars.show_classes(holders(10, 2934));
  EXPECT_EQ(bars.number_text(0), "10.0");
  EXPECT_EQ(bars.number_text(1), "2934.0");
  const double stock = bars.segment(1, 0).right() - bars.segment(0, 0).left();
  const double patched = bars.segment(1, 1).right() - bars.segment(0, 1).left();
  EXPECT_GT(patched, 80 * stock);
  EXPECT_GE(bars.segment(0, 0).width(), 2);  // and what is small is seen
}

TEST(HolderBars, SharesAddUpToTheWholeAxis) {
  HolderBars bars;
  bars.resize(800, bars.sizeHint().height());
  bars.show_classes(holders(10, 2934));
  bars.set_basis(HolderBars::Basis::Share);
  for (std::size_t variant : {0u, 1u})
    EXPECT_NEAR(bars.value(0, variant) + bars.value(1, variant), 100, 1e-9);
  EXPECT_NEAR(bars.segment(1, 0).right(), bars.segment(1, 1).right(), 1e-6);
  EXPECT_EQ(bars.number_text(0), "10.0");
  EXPECT_EQ(bars.bar_text(0, 1), "patched: lru_batch 2640.6 in a boot, 90.0 %");
}

TEST(HolderBars, VariantWithoutABoot_HasNoNumber) {
  compare::HolderTable table = holders(0, 4);
  table.failures.variants[0].summary.count = 0;
  HolderBars bars;
  bars.show_classes(table);
  EXPECT_EQ(bars.number_text(0), "–");
  EXPECT_TRUE(bars.segment(0, 0).isNull());
  table.failures.variants[0].summary.count = 4;
  bars.show_classes(table);
  EXPECT_EQ(bars.number_text(0), "0.0");
}

TEST(HolderBars, SegmentsArePaintedInTheColourOfTheirClass) {
  HolderBars bars;
  bars.show_classes(holders(100, 200));
  bars.resize(800, bars.sizeHint().height());
  const QImage image = bars.grab().toImage();
  const QPoint middle = bars.segment(0, 1).center().toPoint() * image.devicePixelRatio();
  EXPECT_EQ(image.pixelColor(middle), models::class_color("lru_batch"));
}

TEST(HolderBars, ClickChoosesTheClass) {
  HolderBars bars;
  bars.show_classes(holders(100, 200));
  bars.resize(800, bars.sizeHint().height());
  const QSignalSpy chosen(&bars, &HolderBars::class_chosen);
  QTest::mouseClick(&bars, Qt::LeftButton, {}, bars.segment(1, 1).center().toPoint());
  ASSERT_EQ(chosen.count(), 1);
  EXPECT_EQ(chosen.first().first().toString(), "unknown");
}

TEST(HolderBars, NamesOfAnyLengthLeaveRoomForTheBars) {
  for (const std::string& name : query::hostile_names()) {
    compare::HolderTable table = holders(100, 200);
    table.failures.variants[1].variant = table.classes[0].holder_class = name;
    HolderBars bars;
    bars.resize(600, 200);
    bars.show_classes(table);
    EXPECT_LT(bars.minimumSizeHint().width(), 600);
    EXPECT_LT(bars.sizeHint().height(), 300);
    EXPECT_GT(bars.segment(0, 1).width(), 150);
    EXPECT_LE(bars.bar_text(0, 1).size(), 2 * models::kLabelLength + 40);
    EXPECT_FALSE(bars.grab().isNull());
  }
}

TEST(HolderBars, AnotherCondition_ReplacesTheFirstWhole) {
  HolderBars bars;
  bars.show_classes(holders(1, 2));
  bars.show_classes(holders(3, 4));
  EXPECT_EQ(bars.variant_labels(), (QStringList{"stock", "patched"}));
  bars.clear();
  EXPECT_TRUE(bars.class_labels().isEmpty());
  EXPECT_FALSE(bars.grab().isNull());
}

}  // namespace
}  // namespace folioscope::charts
