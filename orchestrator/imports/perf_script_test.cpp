// SPDX-License-Identifier: GPL-3.0-or-later
#include "imports/perf_script.h"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "base/temp_dir.h"

namespace folioscope::imports {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

// As perf 6.1 prints it, with a call chain and names that are not easy.
constexpr const char* kScript =
    "# captured on: Mon Nov 30 12:00:00 2026\n"
    "            perf    1234 [000] 12345.500000:                    sched:sched_switch: "
    "prev_comm=perf prev_pid=1234\n"
    "         swapper       0 [001] 12345.600000:      10101 cycles:ppp: \n"
    "\tffffffff81234567 do_idle+0x123 ([kernel.kallsyms])\n"
    "\t    7f0123456789 [unknown] (/usr/lib/libc.so.6)\n"
    "\n"
    "Web Content: 3.5  77/78   12346.000000:          1 page-faults:  ffffffff81000000 a ([k])\n"
    "            perf    1234 [000] 12345.700000:                    sched:sched_switch: x\n"
    "something else\n";

class PerfScript : public ::testing::Test {
 protected:
  Result<PerfBoot> read(const std::string& text) {
    std::ofstream(dir_ / "perf.txt", std::ios::binary | std::ios::trunc) << text;
    return read_perf_script(*InputFile::open(dir_ / "perf.txt"), {.variant = "stock"});
  }

  TempDir dir_ = *TempDir::create("perf-script");
};

TEST_F(PerfScript, CountsEventsByNameAndTask) {
  const auto boot = read(kScript);
  ASSERT_TRUE(boot.ok()) << boot.fault().what;
  EXPECT_EQ(boot->events, 4);
  EXPECT_EQ(boot->not_understood, 1);
  EXPECT_EQ(boot->names_left_out, 0);
  std::map<std::string, double> metrics;
  for (const store::MetricRow& row : boot->boot.record.metrics) metrics[row.name] = row.value;
  EXPECT_THAT(metrics, Contains(Pair("events", 4)));
  EXPECT_THAT(metrics, Contains(Pair("event:sched:sched_switch", 2)));
  EXPECT_THAT(metrics, Contains(Pair("event:cycles:ppp", 1)));
  EXPECT_THAT(metrics, Contains(Pair("event:page-faults", 1)));
  EXPECT_THAT(metrics, Contains(Pair("comm:perf", 2)));
  EXPECT_THAT(metrics, Contains(Pair("comm:Web_Content:_3.5", 1)));
  EXPECT_THAT(metrics, Contains(Pair("trace_seconds", 0.5)));
}

TEST_F(PerfScript, WhatIsLeftOutIsCounted) {
  std::string text;
  for (int task = 0; task < 500; ++task)
    text += "task" + std::to_string(task) + " 1 [000] 1.0: a:b: \n";
  const auto boot = read(text);
  ASSERT_TRUE(boot.ok()) << boot.fault().what;
  EXPECT_EQ(boot->names_left_out, 50);
  EXPECT_EQ(boot->boot.record.metrics.size(), 450u + 3u);
}

TEST_F(PerfScript, TextWithoutEvents_IsRefused) {
  const auto boot = read("Hello\n");
  ASSERT_FALSE(boot.ok());
  EXPECT_THAT(boot.fault().what, HasSubstr("has no event"));
}

TEST_F(PerfScript, LongLine_IsRefused) {
  const auto boot = read(std::string(3 << 20, 'a'));
  ASSERT_FALSE(boot.ok());
  EXPECT_THAT(boot.fault().what, HasSubstr("line 1 has more than"));
}

TEST_F(PerfScript, LineOfATask) {
  const auto event = perf_event("a b: 12.5: c 10/11 [003] 0.000001: 5 x:y: z");
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(event->event, "x:y");
  EXPECT_FALSE(perf_event("").has_value());
  EXPECT_FALSE(perf_event("comm 1 [000] 1.0:").has_value());
  EXPECT_FALSE(perf_event("1 [000] 1.0: a:b:").has_value());
}

}  // namespace
}  // namespace folioscope::imports
