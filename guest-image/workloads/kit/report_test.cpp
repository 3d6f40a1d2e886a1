// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/report.h"

#include <gtest/gtest.h>

#include <algorithm>

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

TEST(ReportLines, ManySamplesAreThinnedToALineThatTheHostTakes) {
  std::vector<double> many(100'000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<double>(i) + 0.123;
  const std::vector<double> some = thinned(many);
  EXPECT_EQ(some.size(), 2048u);
  EXPECT_EQ(some.front(), many.front());
  EXPECT_TRUE(std::is_sorted(some.begin(), some.end()));
  EXPECT_LT(samples_line("latency", some, "us").size(), 64u << 10);
  EXPECT_EQ(thinned({2, 1}), (std::vector<double>{2, 1}));
}

}  // namespace
}  // namespace folioscope::workloads
