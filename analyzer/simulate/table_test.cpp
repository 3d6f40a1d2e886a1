// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulate/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace folioscope::simulate {
namespace {

using testing::HasSubstr;
using testing::Not;

const Goal kLevel{0, 0.05};

std::vector<Row> rows() {
  return {{"false_positive_rate", "normal", "false claims", kLevel, {40, 1000}},
          {"false_positive_rate", "bimodal", "false claims", kLevel, {20, 1000}},
          {"no_difference", "rare", "never said", {0, 0}, {0, 1000}},
          {"coverage", "normal", "held", {0.93, 0.97}, {950, 990, 10}},
          {"power", "n=6", "found", {0.45, 1}, {150, 1000}},
          {"power", "n=8", "found more", {}, {300, 1000}}};
}

TEST(Text, HasALineForEachMeaning_WithTheRangeOfItsFigures) {
  const std::string text = as_text(rows(), {.experiments = 1000, .seed = 7});
  EXPECT_THAT(text, HasSubstr("1000 experiments for each figure, seed 7"));
  EXPECT_THAT(text, HasSubstr("2.0-4.0 %    0.6 %    <= 5 %  holds\n"));
  EXPECT_THAT(text, HasSubstr("0.0 %    0.0 %     never  holds\n"));
  EXPECT_THAT(text, HasSubstr("96.0 %    0.6 %   93-97 %  holds\n"));
  EXPECT_THAT(text, HasSubstr("15.0 %    1.1 %   >= 45 %  missed\n"));
  EXPECT_THAT(text, HasSubstr("30.0 %    1.4 %         -\n"));
}

TEST(Text, NamesEveryFigureThatMisses) {
  EXPECT_THAT(as_text(rows(), {}),
              HasSubstr("\nmissed:\n  power, n=6: 15.0 % (goal >= 45 %, se 1.1 %)\n"));
  std::vector<Row> held = rows();
  held.resize(4);
  EXPECT_THAT(as_text(held, {}), Not(HasSubstr("missed:")));
}

TEST(Text, SaysHowManyHadNoInterval) {
  EXPECT_THAT(as_text(rows(), {}),
              HasSubstr("no interval, all values equal: coverage, normal: 10\n"));
}

TEST(Json, HasEachFigureUnderItsKey) {
  const auto json = nlohmann::json::parse(as_json(rows(), {.experiments = 1000, .seed = 7}));
  EXPECT_EQ(json["experiments"], 1000);
  EXPECT_EQ(json["seed"], 7);
  EXPECT_EQ(json["holds"], false);
  EXPECT_EQ(json["false_positive_rate"]["bimodal"], 0.02);
  EXPECT_EQ(json["rows"].size(), 6u);
  EXPECT_EQ(json["rows"][3]["without_interval"], 10);
  EXPECT_EQ(json["rows"][4]["goal"], (nlohmann::json{0.45, 1}));
  EXPECT_TRUE(json["rows"][5]["goal"].is_null());
}

TEST(AllHold, NeedsEveryRow) {
  EXPECT_FALSE(all_hold(rows()));
  EXPECT_TRUE(all_hold({}));
}

}  // namespace
}  // namespace folioscope::simulate
