// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/host_counters.h"

#include <gtest/gtest.h>

namespace folioscope::sys {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(HostCounters, PressureIsTheTotalOfSome) {
  EXPECT_EQ(parse_pressure("some avg10=99.45 avg60=97.00 avg300=56.97 total=255728092\n"
                           "full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n"),
            microseconds(255'728'092));
}

TEST(HostCounters, KernelWithoutPressure_HasNone) {
  EXPECT_EQ(parse_pressure(""), std::nullopt);
  EXPECT_EQ(parse_pressure("some avg10=0.00"), std::nullopt);
  EXPECT_EQ(parse_pressure("some total=x"), std::nullopt);
}

TEST(HostCounters, StealIsTheEighthFieldAndPartOfTheWhole) {
  const HostCounters counters = parse_stat("cpu  100 0 50 800 10 0 5 35 40 0\ncpu0 1 2\n", 100);
  EXPECT_EQ(counters.steal, milliseconds(350));
  EXPECT_EQ(counters.cpu_time, milliseconds(10'000));
}

TEST(HostCounters, StatThatIsCut_HasNoSteal) {
  EXPECT_EQ(parse_stat("cpu  100 0 50", 100).steal, milliseconds(0));
  EXPECT_EQ(parse_stat("", 100), HostCounters{});
}

TEST(HostCounters, ThisHostsTimePasses) { EXPECT_GT(read_host_counters().cpu_time.count(), 0); }

}  // namespace
}  // namespace folioscope::sys
