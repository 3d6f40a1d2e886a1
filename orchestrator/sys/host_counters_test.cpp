// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/host_counters.h"

#include <gtest/gtest.h>

namespace folioscope::sys {
namespace {

using std::chrono::milliseconds;

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
