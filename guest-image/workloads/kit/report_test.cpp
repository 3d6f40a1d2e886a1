// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/report.h"

#include <gtest/gtest.h>

namespace folioscope::workloads {
namespace {

TEST(ReportLines, AMetricHasAValueAndAUnit) {
  EXPECT_EQ(metric_line("failure_rate", 0.84, "ratio"),
            R"({"metric":"failure_rate","value":0.84,"unit":"ratio"})");
  EXPECT_EQ(metric_line("bytes_lost", -4096, "bytes"),
            R"({"metric":"bytes_lost","value":-4096,"unit":"bytes"})");
}

TEST(ReportLines, LargeAndSmallNumbersAreWrittenWithoutExponent) {
  EXPECT_EQ(fact_line("bytes", 68719476736.0), R"({"fact":"bytes","value":68719476736})");
  EXPECT_EQ(fact_line("share", 0.0000001), R"({"fact":"share","value":0.0000001})");
}

TEST(ReportLines, SamplesKeepTheirOrder) {
  const double values[] = {3.5, 1, 2.25};
  EXPECT_EQ(samples_line("latency", values, "ms"),
            R"({"samples":"latency","unit":"ms","values":[3.5,1,2.25]})");
  EXPECT_EQ(samples_line("latency", {}, "ms"), R"({"samples":"latency","unit":"ms","values":[]})");
}

}  // namespace
}  // namespace folioscope::workloads
