// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/ci_report.h"

#include <gmock/gmock.h>

#include "testing/result_page_fixture.h"
#include "testing/xml_check.h"

namespace folioscope::resultpage {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class TestResults : public PageOf {
 protected:
  static query::MadeRun undecided(const std::string& name) {
    query::MadeRun made({"stock", name}, 2);
    for (const std::string& variant : {std::string("stock"), name})
      made.metric(variant, "cma_failure_rate", "ratio", {0.1, 0.2});
    return made;
  }
};

TEST_F(TestResults, InJunit_ARegressionIsAFailure) {
  const std::string xml = junit(load(query::made_cma_batching()));
  EXPECT_EQ(why_not_xml(xml.substr(xml.find('\n') + 1)), "");
  EXPECT_THAT(xml, AllOf(HasSubstr("name=\"drain-only: cma_failure_rate\">\n      <failure message="
                                   "\"regressed"),
                         HasSubstr("name=\"drain-only: boots end\"")));
}

TEST_F(TestResults, InJunit_WhatIsInconclusiveIsSkipped) {
  const std::string xml = junit(load(undecided("patched")));
  EXPECT_THAT(xml, AllOf(HasSubstr("<skipped message=\"inconclusive"), Not(HasSubstr("<failure"))));
}

TEST_F(TestResults, InJunit_NamesOfAStrangerStayNames) {
  const std::string xml = junit(load(undecided("a\"b<c>&\x01")));
  EXPECT_EQ(why_not_xml(xml.substr(xml.find('\n') + 1)), "");
}

TEST_F(TestResults, InKtap_TheSameIsSaid) {
  const std::string text = ktap(load(query::made_cma_batching()));
  EXPECT_THAT(text, StartsWith("KTAP version 1\n1..1\n  KTAP version 1\n  # Subtest: "));
  EXPECT_THAT(text,
              AllOf(HasSubstr("  not ok 1 drain-only: cma_failure_rate # regressed"),
                    HasSubstr("drain-only: boots end # not worse"), HasSubstr("\nnot ok 1 ")));
  EXPECT_THAT(ktap(load(undecided("#x"))), HasSubstr("  ok 1 _x: cma_failure_rate # SKIP inconcl"));
}

}  // namespace
}  // namespace folioscope::resultpage
