// SPDX-License-Identifier: GPL-3.0-or-later
// What people and programs read of a search.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/bisect_text.h"

namespace folioscope::app {
namespace {

using bisect::Answer;
using bisect::Finding;
using testing::HasSubstr;
using testing::Not;

// Two boots in each of three blocks, all of a side alike.
ComparedPrefixes pair_of(int from, int to, double before, double after) {
  ComparedPrefixes pair{from, to, {}};
  std::vector<stats::Boot> boots;
  std::vector<double> low(6, before), high(6, after);
  stats::Values values;
  for (int i = 0; i < 12; ++i) {
    boots.push_back({i / 4, i % 2 == 1});
    values.push_back(i % 2 == 1 ? after : before);
  }
  pair.result.unit = "ratio";
  pair.result.from = stats::summarize(low);
  pair.result.to = stats::summarize(high);
  pair.result.contrast = stats::contrast(boots, values);
  pair.result.differs = before != after;
  pair.result.p = before != after ? 0.0015 : 1;
  return pair;
}

class BisectReport : public ::testing::Test {
 protected:
  BisectReport() {
    question_.spec.name = "churn";
    question_.spec.machines = {{.name = "smp4"}};
    question_.workload.key = "cma-churn";
    question_.metric = "cma_failure_rate";
    question_.boots = 40;
    for (const char* subject : {"mm: first", "mm: second", "mm: third"})
      question_.series.patches.push_back({subject, "A <a@example.org>", "", "", "/s/x.patch"});
  }
  SearchReport culprit() const {
    SearchReport report{question_, "/s", 0.95, {Finding::Kind::Culprit, {1, 2}, {}}, {}, {}};
    report.steps.push_back(
        {.number = 1, .probe = {0, 3, 3, 0.05}, .pairs = {pair_of(0, 3, 0, 1)}, .boots = 12});
    report.steps.back().answer.from_low = {true, 1};
    report.steps.push_back(
        {.number = 2,
         .probe = {0, 1, 3, 0.025},
         .pairs = {pair_of(0, 1, 0, 0), pair_of(1, 3, 0, 1), pair_of(0, 3, 0, 1)},
         .boots = 24});
    report.steps.back().answer.to_high = {true, 1};
    report.steps.push_back({.number = 3,
                            .probe = {1, 2, 3, 0.025},
                            .note = "patches 1-2: the same code as all 3 patches"});
    report.steps.back().answer.kind = Answer::Kind::LikeHigh;
    report.code = {{0, "a"}, {1, "b"}, {2, "c"}, {3, "c"}};
    return report;
  }

  bisect::Question question_;
};

TEST_F(BisectReport, NamesTheCulpritWithItsChangeAndTheSteps) {
  const std::string text = text_of(culprit());
  EXPECT_THAT(text, HasSubstr("Culprit: patch 2 of 3 (wrong with a chance of 5 % at most)\n"
                              "  2: mm: second\n"));
  // Patch 2 is compared where patches 2 and 3 were: the third changes no code.
  EXPECT_THAT(text, HasSubstr("it changes: 0 % -> 100 %, +100 points, no spread"));
  EXPECT_THAT(text, HasSubstr("1-2: the same code"));
  EXPECT_THAT(text, HasSubstr("differs from high"));
  EXPECT_THAT(text, HasSubstr("36 boots in all"));
  EXPECT_THAT(text, Not(HasSubstr("change it, too")));
}

TEST_F(BisectReport, SaysWhereElseTheMetricMoves) {
  SearchReport report = culprit();
  report.finding.parts = {{0, 1}};
  EXPECT_THAT(text_of(report), HasSubstr("patch 1 change it, too"));
}

TEST_F(BisectReport, EndsThatAreAlikeSayWhatTheBootsWouldHaveShown) {
  SearchReport report{question_, "/s", 0.95, {Finding::Kind::EndsUndecided, {0, 3}, {}}, {}, {}};
  report.steps.push_back(
      {.number = 1, .probe = {0, 3, 3, 0.05}, .pairs = {pair_of(0, 3, 0.1, 0.1)}, .boots = 12});
  EXPECT_THAT(text_of(report), HasSubstr("The ends are not shown to differ"));
  EXPECT_THAT(text_of(report), HasSubstr("no spread was seen"));
  const auto json = nlohmann::json::parse(json_of(report));
  EXPECT_EQ(json["outcome"], "ends alike");
  EXPECT_EQ(json["suspects"].size(), 0u);
}

TEST_F(BisectReport, JsonHasTheSame) {
  const auto json = nlohmann::json::parse(json_of(culprit()));
  EXPECT_EQ(json["outcome"], "culprit");
  EXPECT_EQ(json["suspects"], nlohmann::json({2}));
  EXPECT_EQ(json["unit"], "ratio");
  EXPECT_EQ(json["change"]["difference"], 1.0);
  EXPECT_EQ(json["boots"], 36);
  ASSERT_EQ(json["steps"].size(), 3u);
  EXPECT_EQ(json["steps"][1]["answer"], "differs from high");
  EXPECT_EQ(json["steps"][2]["answer"], "same code as high");
  EXPECT_EQ(json["patches"][1]["subject"], "mm: second");
  EXPECT_TRUE(json["patches"][1]["commit"].is_null());
}

TEST_F(BisectReport, ATableHasEveryPatch) {
  TableReport report{question_, "/s", 0.95, {}};
  report.table.rows = {pair_of(0, 2, 0, 1)};
  report.table.not_built = {{1, "does not compile"}};
  report.table.same_code = {3};
  report.table.boots = 24;
  const std::string text = text_of(report);
  EXPECT_THAT(text, HasSubstr("mm: first"));
  EXPECT_THAT(text, HasSubstr("not built alone"));
  EXPECT_THAT(text, HasSubstr("patch 1: not built: does not compile"));
  EXPECT_THAT(text, HasSubstr("no code"));
  EXPECT_THAT(text, HasSubstr("changed"));
  const auto json = nlohmann::json::parse(json_of(report));
  EXPECT_EQ(json["rows"][0]["patches"], nlohmann::json({1, 2}));
  EXPECT_EQ(json["same_code"], nlohmann::json({3}));
}

}  // namespace
}  // namespace folioscope::app
