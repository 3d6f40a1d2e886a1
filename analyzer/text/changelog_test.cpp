// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/changelog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/temp_dir.h"
#include "testing/golden_file.h"
#include "testing/made_references.h"
#include "testing/made_run.h"
#include "text/report.h"
#include "text/table.h"

namespace folioscope::text {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Changelog : public ::testing::Test {
 protected:
  std::string render(const query::MadeRun& made) {
    std::filesystem::remove(dir_ / "run.db");
    made.write(dir_ / "run.db");
    const auto text = report(dir_.path(), {.format = Format::Changelog});
    EXPECT_TRUE(text) << (text ? "" : text.fault().what);
    return text ? text->text : "";
  }

  TempDir dir_ = *TempDir::create("changelog");
};

TEST_F(Changelog, SaysTheClaimFirstAndThenTheNumbers) {
  expect_golden("text/testdata/changelog.txt", render(query::made_cma_batching()));
}

TEST_F(Changelog, FitsACommitsMessage_ButForTheCommand) {
  for (const query::MadeRun& run : {query::made_cma_batching(), query::made_references()}) {
    std::istringstream lines(render(run));
    for (std::string line; std::getline(lines, line);)
      EXPECT_TRUE(display_width(line) <= 72 || line.find("folioscope run") != line.npos) << line;
  }
}

TEST_F(Changelog, WhatIsTooWideForATableStandsBelowTheMetricsName) {
  const std::string name(40, 'x');
  query::MadeRun made({"stock", name}, 6);
  made.metric("stock", "cma_failure_rate", "%", {0, 0, 0, 1, 0, 0});
  made.metric(name, "cma_failure_rate", "%", {50, 51, 52, 50, 51, 49});
  EXPECT_THAT(render(made), HasSubstr("  cma_failure_rate\n    0.17 % -> 50.50 %  "));
}

TEST_F(Changelog, NothingOfAGuestIsObeyed) {
  query::MadeRun made = query::made_cma_batching();
  made.run().spec_file = "a\x1b[31m\u202e.yaml";
  const std::string text = render(made);
  EXPECT_THAT(text, HasSubstr("a?[31m?.yaml"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace folioscope::text
