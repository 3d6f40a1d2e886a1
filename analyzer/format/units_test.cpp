// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/units.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace folioscope::format {
namespace {

compare::Scale scale(std::string_view unit, std::vector<double> values) {
  return compare::scale_for(unit, values);
}

TEST(Units, RatiosAreShownInPercent) {
  const compare::Scale percent = scale("ratio", {0.1125, 0});
  EXPECT_EQ(with_symbol(percent, 0.1125), "11.25 %");
  EXPECT_EQ(signed_number(percent, -0.03), "-3.00");
  EXPECT_EQ(difference_symbol(percent), "points");
}

TEST(Units, TimesTakeTheUnitOfTheLargestValue) {
  EXPECT_EQ(with_symbol(scale("ns", {3'200'000, 12}), 3'200'000), "3.200 ms");
  EXPECT_EQ(with_symbol(scale("us", {5210.5, 4980}), 4980), "4.980 ms");
  EXPECT_EQ(with_symbol(scale("ms", {0.25}), 0.25), "250 us");
  EXPECT_EQ(with_symbol(scale("s", {90}), 90), "90 s");
}

TEST(Units, ByteCountsClimbInPowersOfTwo) {
  EXPECT_EQ(with_symbol(scale("bytes", {58720256}), 58720256), "56 MiB");
  EXPECT_EQ(with_symbol(scale("KiB", {1536}), 1536), "1.500 MiB");
  EXPECT_EQ(with_symbol(scale("bytes", {0}), 0), "0 bytes");
}

TEST(Units, CountsHaveNoSymbolAndWholeOnesNoFraction) {
  EXPECT_EQ(with_symbol(scale("count", {32, 0}), 32), "32");
  EXPECT_EQ(with_symbol(scale("count", {0.5, 32}), 0.5), "0.50");
  EXPECT_EQ(with_symbol(scale("count", {1234567}), 1234567), "1,234,567");
  EXPECT_EQ(with_symbol(scale("pages", {45}), 45), "45 pages");
}

TEST(Units, ThousandsAreSetApartFromFiveDigitsOn) {
  EXPECT_EQ(count(9999), "9999");
  EXPECT_EQ(count(10'000), "10,000");
  EXPECT_EQ(count(-1'234'567), "-1,234,567");
}

TEST(Units, WhatRoundsToZeroHasNoSign) {
  const compare::Scale counts = scale("count", {12.5});
  EXPECT_EQ(number(counts, -0.001), "0.00");
  EXPECT_EQ(signed_number(counts, -0.001), "0.00");
  EXPECT_EQ(signed_number(counts, 0.5), "+0.50");
  // Half of the last digit is rounded to even.
  EXPECT_EQ(signed_number({}, -0.5), "0");
  EXPECT_EQ(number({}, -0.5), "0");
}

TEST(Units, DurationsAndDatesAreSpelledAlike) {
  EXPECT_EQ(duration(850'000'000), "850 ms");
  EXPECT_EQ(duration(12'340'000'000), "12.3 s");
  EXPECT_EQ(duration(245'000'000'000), "4 min 05 s");
  EXPECT_EQ(duration(3'725'000'000'000), "1 h 02 min");
  EXPECT_EQ(date({1'700'000'000'000'000'000}), "2023-11-14 22:13:20 UTC");
  EXPECT_EQ(bytes(mib(512)), "512 MiB");
  EXPECT_EQ(bytes({1'610'612'736}), "1.5 GiB");
}

TEST(Units, BootsAreListedInRuns) {
  EXPECT_EQ(boot_list(std::array{0, 1, 2, 3, 5}), "0-3, 5");
  EXPECT_EQ(boot_list(std::array{4}), "4");
  EXPECT_EQ(boot_list({}), "");
}

TEST(Units, PValuesBelowAThousandthAreNotSpelledOut) {
  EXPECT_EQ(p_value(0.03125), "0.031");
  EXPECT_EQ(p_value(0.0002), "<0.001");
  EXPECT_EQ(p_value(1), "1.000");
  EXPECT_EQ(p_statement(0.03125), "p = 0.031");
  EXPECT_EQ(p_statement(0.0002), "p < 0.001");
}

TEST(Convert, BetweenUnitsOfOneKind) {
  EXPECT_EQ(compare::convert(0.8, "s", "ns"), 8e8);
  EXPECT_EQ(compare::convert(3, "MiB", "bytes"), 3.0 * (1 << 20));
  EXPECT_EQ(compare::convert(25, "%", "ratio"), 0.25);
  EXPECT_EQ(compare::convert(400, "", "count"), 400);
  EXPECT_EQ(compare::convert(400, "count", "count"), 400);
  EXPECT_EQ(compare::convert(1, "pages", "pages"), 1);
  EXPECT_EQ(compare::convert(1, "pages", "bytes"), std::nullopt);
  EXPECT_EQ(compare::convert(1, "s", "count"), std::nullopt);
}

TEST(Units, FrameNumbersAreHexadecimal) { EXPECT_EQ(frame_number(127629), "0x1f28d"); }

}  // namespace
}  // namespace folioscope::format
