// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/history.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "testing/nightly_runs.h"

namespace folioscope::text {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HistoryText, SaysWhereItChanged_InTheLineOfThatRun) {
  const std::string text = history_text(query::nightly_history());
  EXPECT_THAT(text, HasSubstr("nightly: 12 runs\n"));
  EXPECT_THAT(text, ContainsRegex("night-7 +7.4.0-rc7 +4 +25.[0-9]+ +.* +changed: \\+5.0"));
  EXPECT_THAT(text, HasSubstr("E-divisive"));
  const std::size_t first = text.find("changed: +");
  EXPECT_EQ(text.find("changed: +", first + 1), text.npos) << "once";
}

TEST(HistoryText, NamesAreInert) {
  compare::History history = query::nightly_history();
  history.experiment = "a\x1b[2J";
  history.series[0].points[0].run = "b\x1b[2J";
  EXPECT_THAT(history_text(history), Not(HasSubstr("\x1b")));
}

TEST(HistoryText, WithoutSeries_SaysSo) {
  EXPECT_THAT(history_text({.experiment = "nightly", .runs = 1}),
              AllOf(HasSubstr("nightly: 1 run\n"), HasSubstr("no boot of them")));
}

TEST(HistoryJson, HasWhatTheTextHas) {
  const auto json = nlohmann::json::parse(history_json(query::nightly_history()));
  EXPECT_EQ(json["runs"], 12);
  const auto& stock = json["series"][0];
  EXPECT_EQ(stock["variant"], "stock");
  EXPECT_EQ(stock["points"].size(), 12u);
  EXPECT_EQ(stock["levels"][1]["first"], 7);
  EXPECT_TRUE(stock["levels"][0]["p"].is_null());
  EXPECT_LE(stock["levels"][1]["p"].get<double>(), 0.01);
}

}  // namespace
}  // namespace folioscope::text
