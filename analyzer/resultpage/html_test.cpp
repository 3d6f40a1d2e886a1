// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/html.h"

#include <gmock/gmock.h>

#include "testing/result_page_fixture.h"

namespace folioscope::resultpage {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using Html = PageOf;

TEST_F(Html, IsThePageInOneFile) {
  const Page whole = page(query::made_cma_batching());
  const PageFile html = html_page(whole);
  EXPECT_EQ(html.name + "\n" + whole.markdown.name, "cma-batching.html\ncma-batching.md");
  EXPECT_THAT(html.content, AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("<table>"),
                                  HasSubstr("drain-only"), HasSubstr("cma_failure_rate")));
  ASSERT_FALSE(whole.charts.empty());
  for (const PageFile& chart : whole.charts) EXPECT_THAT(html.content, HasSubstr(chart.content));
  EXPECT_THAT(html.content, Not(HasSubstr("<img")));
}

TEST_F(Html, LoadsNothingFromElsewhere) {
  const std::string html = html_page(page(query::made_cma_batching())).content;
  for (const char* way : {"src=", "<link", "@import", "url("})
    EXPECT_THAT(html, Not(HasSubstr(way)));
}

TEST_F(Html, NamesOfAStranger_AreNoMarkup) {
  query::MadeRun made({"stock", "<script>alert(1)</script>"}, 2);
  for (const char* variant : {"stock", "<script>alert(1)</script>"})
    made.metric(variant, "cma_failure_rate", "ratio", {0.1, 0.2});
  EXPECT_THAT(html_page(page(made)).content, Not(HasSubstr("<script>alert")));
}

}  // namespace
}  // namespace folioscope::resultpage
