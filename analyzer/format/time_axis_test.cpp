// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/time_axis.h"

#include <gtest/gtest.h>

namespace folioscope::format {
namespace {

TEST(TimeAxis, TicksAreRoundTimesInsideTheStretch_AndSayNoMoreThanTellsThemApart) {
  EXPECT_EQ(time_ticks(900'000'000, 3'100'000'000, 4),
            (std::vector<TimeTick>{
                {1'000'000'000, "1 s"}, {2'000'000'000, "2 s"}, {3'000'000'000, "3 s"}}));
  EXPECT_EQ(time_ticks(6'839'100'000, 6'839'500'000, 3),
            (std::vector<TimeTick>{{6'839'200'000, "6.8392 s"}, {6'839'400'000, "6.8394 s"}}));
  EXPECT_EQ(time_ticks(10, 14, 10).front(), (TimeTick{10, "0.000000010 s"}));
}

TEST(TimeAxis, OfAnyLengthThereAreNoMoreTicksThanAskedFor) {
  for (std::int64_t length = 3; length < std::int64_t{1} << 61; length *= 3) {
    const auto ticks = time_ticks(12'345, 12'345 + length, 8);
    EXPECT_LE(ticks.size(), 8u) << length;
    EXPECT_GE(ticks.size(), 1u) << length;
  }
  EXPECT_TRUE(time_ticks(5, 5, 8).empty());
}

TEST(TimeAxis, ATimeIsCutToItsDecimals) {
  EXPECT_EQ(guest_time(6'839'239'410), "6.839239410 s");
  EXPECT_EQ(guest_time(6'839'999'999, 3), "6.839 s");
  EXPECT_EQ(guest_time(6'839'999'999, 0), "6 s");
}

}  // namespace
}  // namespace folioscope::format
