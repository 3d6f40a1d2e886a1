// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of made runs, for tests.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <utility>

#include "base/temp_dir.h"
#include "resultpage/page.h"
#include "store/reader.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::resultpage {

class PageOf : public ::testing::Test {
 protected:
  compare::TestedRun load(const query::MadeRun& made) {
    std::filesystem::remove(dir_ / "run.db");
    made.write(dir_ / "run.db");
    const auto reader = store::Reader::open(dir_ / "run.db");
    EXPECT_TRUE(reader);
    auto comparison = query::load(**reader);
    EXPECT_TRUE(comparison);
    return compare::tested(*std::move(comparison));
  }
  Page page(const query::MadeRun& made) { return make_page(load(made)); }
  std::string text(const query::MadeRun& made) { return page(made).markdown.content; }

  TempDir dir_ = *TempDir::create("store");
};

}  // namespace folioscope::resultpage
