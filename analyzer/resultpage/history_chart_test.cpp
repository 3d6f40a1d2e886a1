// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/history_chart.h"

#include <gmock/gmock.h>

#include "testing/nightly_runs.h"
#include "testing/xml_check.h"

namespace folioscope::resultpage {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t occurrences(const std::string& text, const std::string& words) {
  std::size_t found = 0;
  for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++found;
  return found;
}

TEST(HistoryChart, HasADotForEachRun_AndAMarkWhereItChanged) {
  const std::string svg = draw(query::nightly_history());
  EXPECT_EQ(why_not_xml(svg), "");
  EXPECT_EQ(occurrences(svg, "<circle"), 24u);
  EXPECT_EQ(occurrences(svg, ">p = "), 1u) << svg.substr(0, 500);
  EXPECT_THAT(svg, HasSubstr("night-7, 7.4.0-rc7: "));
  EXPECT_EQ(svg, draw(query::nightly_history())) << "the same bytes";
}

TEST(HistoryChart, OneRunAndHostileNames_AreDrawn) {
  compare::History history = query::nightly_history();
  history.series.resize(1);
  history.series[0].points.resize(1);
  history.series[0].levels = {{.first = 0, .count = 1, .mean = 20}};
  history.experiment = history.series[0].points[0].run = "<script>\x1b&\"";
  const std::string svg = draw(history);
  EXPECT_EQ(why_not_xml(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
}

TEST(HistoryChart, WithoutSeries_IsADocument) {
  EXPECT_EQ(why_not_xml(draw(compare::History{})), "");
}

}  // namespace
}  // namespace folioscope::resultpage
