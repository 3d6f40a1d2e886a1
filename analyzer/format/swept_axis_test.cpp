// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/swept_axis.h"

#include <gtest/gtest.h>

namespace folioscope::format {
namespace {

TEST(SweptAxis, PowersOfTwo_AreEvenlyApart_AndZeroIsOneStepBefore) {
  const SweptAxis scale({0, 1, 2, 4, 8});
  EXPECT_STREQ(scale.note(), "log2 scale");
  EXPECT_DOUBLE_EQ(scale.place(0), 0);
  EXPECT_DOUBLE_EQ(scale.place(1), 0.25);
  EXPECT_DOUBLE_EQ(scale.place(8), 1);
}

TEST(SweptAxis, OtherNumbers) {
  EXPECT_STREQ(SweptAxis({10, 20, 30}).note(), "");
  EXPECT_DOUBLE_EQ(SweptAxis({10, 20, 30}).place(20), 0.5);
  EXPECT_STREQ(SweptAxis({32, 100, 400}).note(), "log scale");
  EXPECT_DOUBLE_EQ(SweptAxis({-1, 0, 1}).place(0), 0.5);
  EXPECT_DOUBLE_EQ(SweptAxis({7}).place(7), 0.5);
}

}  // namespace
}  // namespace folioscope::format
