// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/pressure.h"

#include <gtest/gtest.h>

namespace folioscope {
namespace {

using std::chrono::microseconds;

TEST(Pressure, IsTheTotalOfItsLine) {
  constexpr const char* kText =
      "some avg10=99.45 avg60=97.00 avg300=56.97 total=255728092\n"
      "full avg10=0.00 avg60=0.00 avg300=0.00 total=17\n";
  EXPECT_EQ(pressure_total(kText, "some"), microseconds(255'728'092));
  EXPECT_EQ(pressure_total(kText, "full"), microseconds(17));
  EXPECT_EQ(pressure_total(kText, "fu"), std::nullopt);
}

TEST(Pressure, OfWhatIsNoSuchTextThereIsNone) {
  for (const char* text : {"", "some avg10=0.00", "some total=x", "\n\n", "full total=1"})
    EXPECT_EQ(pressure_total(text, "some"), std::nullopt) << text;
}

}  // namespace
}  // namespace folioscope
