// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/correlation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/temp_dir.h"
#include "testing/made_run.h"

namespace folioscope::text {
namespace {

using testing::HasSubstr;

class CorrelationText : public ::testing::Test {
 protected:
  void write(bool with_operations) {
    query::MadeRun made({"stock"}, 3);
    for (int boot = 0; boot < 3 && with_operations; ++boot)
      for (std::int64_t i = 1; i <= 4; ++i) {
        auto& rows = made.cell("stock", boot).operations;
        rows.operations.push_back({.id = i,
                                   .kind = "migrate",
                                   .reason = "sys\x1b[31mcall",
                                   .first_pfn = std::nullopt,
                                   .failed = i > 2});
        if (i > 2) rows.references.push_back({i, "gup", 1, 100});
      }
    made.write(dir_ / "run.db");
  }
  TempDir dir_ = *TempDir::create("correlation");
};

TEST_F(CorrelationText, SaysTheRatesAndRho_AndWhatWasNotObserved) {
  write(true);
  const auto text = correlation(dir_.path(), {});
  ASSERT_TRUE(text.ok()) << text.fault().what;
  EXPECT_THAT(*text, HasSubstr("smp8, cma-churn: migrate sys?[31mcall\n"));
  EXPECT_THAT(*text, HasSubstr("100.0 % of 6"));
  EXPECT_THAT(*text, HasSubstr("0.0 % of 6"));
  EXPECT_THAT(*text, HasSubstr("+1.00 [+1.00, +1.00]"));
  EXPECT_THAT(*text, HasSubstr("`events: [page_lock]` observes them"));
}

TEST_F(CorrelationText, IsJson) {
  write(true);
  const auto text = correlation(dir_.path(), {.format = Format::Json});
  ASSERT_TRUE(text.ok()) << text.fault().what;
  const auto json = nlohmann::json::parse(*text);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0]["variants"][0]["failed_with_x"], 6);
  EXPECT_EQ(json[0]["variants"][0]["rho"], 1.0);
  EXPECT_EQ(json[0]["variants"][0]["rho_difference"], nullptr);
}

TEST_F(CorrelationText, WithoutOperationsItSaysWhatToObserve) {
  write(false);
  const auto text = correlation(dir_.path(), {});
  ASSERT_FALSE(text.ok());
  EXPECT_THAT(text.fault().remedy, HasSubstr("page_lock"));
  const auto json = correlation(dir_.path(), {.format = Format::Json});
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(*json, "[]\n");
}

TEST_F(CorrelationText, AQuantityThatThereIsNotIsRefusedWithThoseThatThereAre) {
  write(true);
  const auto text = correlation(dir_.path(), {.x = "lock"});
  ASSERT_FALSE(text.ok());
  EXPECT_THAT(text.fault().remedy, HasSubstr("longest_lock"));
}

}  // namespace
}  // namespace folioscope::text
