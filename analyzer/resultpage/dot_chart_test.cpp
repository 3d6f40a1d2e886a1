// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/dot_chart.h"

#include <gmock/gmock.h>

#include "testing/golden_file.h"
#include "testing/xml_check.h"

namespace folioscope::resultpage {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

DotChart sweep() {
  DotChart chart{"wake_walk_steps", "waiters passed over, per wake-up", {}, {"stock", "none"}, {}};
  chart.categories.push_back({{"herd", "waiters=64"}, {{{2, 3, 2}, ""}, {{0, 0, 0}, ""}}});
  chart.categories.push_back({{"herd", "waiters=4096"}, {{{900, 1200, 1100}, ""}, {{}, "3 hang"}}});
  return chart;
}

std::size_t count_of(const std::string& text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

TEST(XmlCheck, TellsWellFormedFromBroken) {
  EXPECT_EQ(why_not_xml("<a b=\"c\"><d/>x &lt; y</a>\n"), "");
  for (const char* broken : {"", "<a>", "<a></b>", "<a b=\"<\"/>", "<a>&nbsp;</a>", "<a/>x",
                             "<a b=\"1\" b=\"2\"/>", "<a>\x01</a>", "<a>&</a>"})
    EXPECT_NE(why_not_xml(broken), "") << broken;
}

TEST(DotChart, IsDrawnAsEver) {
  const std::string svg = draw(sweep());
  EXPECT_EQ(why_not_xml(svg), "");
  expect_golden("resultpage/testdata/sweep.svg", svg);
}

TEST(DotChart, HasADotForEveryBootAndSaysWhatHappenedInstead) {
  const std::string svg = draw(sweep());
  EXPECT_EQ(count_of(svg, "</title></circle>"), 9u);
  EXPECT_THAT(svg, AllOf(HasSubstr(">3 hang<"), HasSubstr("log scale"), HasSubstr(">1000<")));
}

TEST(DotChart, LongSweepsGoOnInFurtherRows) {
  DotChart chart = sweep();
  while (chart.categories.size() < 30) chart.categories.push_back(chart.categories.front());
  const std::string one = draw(sweep()), many = draw(chart);
  EXPECT_EQ(why_not_xml(many), "");
  EXPECT_THAT(one, HasSubstr("width=\"860\""));
  EXPECT_THAT(many, HasSubstr("width=\"860\""));
  EXPECT_GT(count_of(many, ", log scale<"), count_of(one, ", log scale<"));
}

TEST(DotChart, OfNothingIsStillADrawing) {
  EXPECT_EQ(why_not_xml(draw({})), "");
  DotChart chart = sweep();
  for (ChartCategory& category : chart.categories)
    for (ChartColumn& column : category.columns) column.values.clear();
  EXPECT_EQ(why_not_xml(draw(chart)), "");
}

// Names come from files and guests: every byte, and combinations that markup is made of.
TEST(DotChart, HostileNamesStayText) {
  std::string every;
  for (int byte = 1; byte < 256; ++byte) every += static_cast<char>(byte);
  for (const std::string& name :
       {every, std::string("</text><script>alert(1)</script>"), std::string("\" onload=\"x"),
        std::string("]]>&amp;<!--"), std::string(10'000, '|')}) {
    DotChart chart = sweep();
    chart.title = chart.meaning = chart.scale.symbol = name;
    chart.variants = {name, name};
    for (ChartCategory& category : chart.categories) {
      category.label = {name, name};
      category.columns.back() = {{}, name};
    }
    const std::string svg = draw(chart);
    EXPECT_EQ(why_not_xml(svg), "") << name;
    EXPECT_THAT(svg, AllOf(Not(HasSubstr("<script")), Not(HasSubstr(" onload=\""))));
  }
}

}  // namespace
}  // namespace folioscope::resultpage
