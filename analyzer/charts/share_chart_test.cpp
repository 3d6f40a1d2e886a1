// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/share_chart.h"

#include <gtest/gtest.h>

namespace folioscope::charts {
namespace {

compare::HolderTable holders() {
  compare::HolderTable made;
  made.failures.variants.resize(2);
  made.failures.variants[0].variant = "stock";
  made.failures.variants[1].variant = "patched";
  made.classes.resize(2);
  made.classes[0].holder_class = "lru_batch";
  made.classes[0].variants = {{.split_share = 0.25, .comm = ""}, {.split_share = 0.9, .comm = ""}};
  made.classes[1].holder_class = "unknown";
  made.classes[1].variants = {{.split_share = 0.75, .comm = ""}, {.split_share = 0.1, .comm = ""}};
  return made;
}

TEST(ShareChart, StacksTheClassesOfEveryVariant) {
  ShareChart chart;
  chart.show_classes(holders());
  EXPECT_EQ(chart.class_labels(), (QStringList{"lru_batch", "unknown"}));
  EXPECT_EQ(chart.variant_labels(), (QStringList{"stock", "patched"}));
  EXPECT_DOUBLE_EQ(chart.percent(0, 0), 25);
  EXPECT_DOUBLE_EQ(chart.percent(0, 1), 90);
  EXPECT_DOUBLE_EQ(chart.percent(1, 0), 75);
  EXPECT_EQ(chart.bar_text(0, 1), "patched: lru_batch 90.0 %");
}

TEST(ShareChart, AnotherGroup_ReplacesTheFirstWhole) {
  ShareChart chart;
  chart.show_classes(holders());
  chart.show_classes(holders());
  EXPECT_EQ(chart.chart()->series().size(), 1);
  EXPECT_EQ(chart.chart()->axes().size(), 2);
  chart.clear();
  EXPECT_TRUE(chart.chart()->series().isEmpty());
  EXPECT_TRUE(chart.class_labels().isEmpty());
}

}  // namespace
}  // namespace folioscope::charts
