// SPDX-License-Identifier: GPL-3.0-or-later
// A run whose cells were run in three parts and merged: every report of it is that of the run.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/temp_dir.h"
#include "cluster/merge.h"
#include "compare/family.h"
#include "query/comparison.h"
#include "resultpage/page.h"
#include "store/reader.h"
#include "testing/made_references.h"
#include "testing/made_run.h"
#include "testing/store_dump.h"
#include "text/report.h"

namespace folioscope::cluster {
namespace {

namespace fs = std::filesystem;

// All that is made of a run for readers, by what it is called.
std::map<std::string, std::string> reports_of(const fs::path& directory) {
  std::map<std::string, std::string> reports;
  for (const bool all : {false, true})
    for (const text::Format format : {text::Format::Text, text::Format::Json}) {
      const auto report = text::report(directory, {.format = format, .all = all});
      EXPECT_TRUE(report.ok()) << report.fault().what;
      reports[std::string(format == text::Format::Json ? "json" : "text") +
              (all ? ", all metrics" : "")] = report->text;
    }
  const auto reader = store::Reader::open(directory / "run.db");
  auto loaded = query::load(**reader);
  for (const resultpage::PageFile& file :
       resultpage::make_page(compare::tested(*std::move(loaded))).files())
    reports[file.name] = file.content;
  return reports;
}

class MergedReport : public testing::Test {
 protected:
  fs::path write(const query::MadeRun& run, const char* name) {
    fs::create_directories(dir_ / name);
    run.write(dir_ / name / "run.db");
    return dir_ / name;
  }
  // Each part has one cell of three, and the others planned.
  std::vector<std::string> write_parts(const query::MadeRun& run) {
    std::vector<std::string> parts;
    for (std::size_t part = 0; part < 3; ++part) {
      query::MadeRun own = run;
      for (std::size_t i = 0; i < own.cells().size(); ++i)
        if (i % 3 != part) own.cells()[i].cell.status = CellStatus::Planned;
      parts.push_back(write(own, part == 0 ? "a" : part == 1 ? "b" : "c"));
    }
    return parts;
  }
  void expect_merged_like_one(const query::MadeRun& run) {
    const fs::path whole = write(run, "whole");
    const auto merged = merge({.runs = write_parts(run), .out = dir_ / "merged"});
    ASSERT_TRUE(merged.ok()) << merged.fault().what;
    const auto wanted = reports_of(whole), got = reports_of(dir_ / "merged");
    ASSERT_GE(wanted.size(), 6u);
    ASSERT_EQ(wanted.size(), got.size());
    for (const auto& [name, text] : wanted) {
      EXPECT_FALSE(text.empty()) << name;
      EXPECT_EQ(got.at(name), text) << name;
    }
    const auto rows = store::all_rows(whole / "run.db");
    const auto merged_rows = store::all_rows(dir_ / "merged" / "run.db");
    for (const auto& [table, all] : rows) EXPECT_TRUE(merged_rows.at(table) == all) << table;
  }

  TempDir dir_ = *TempDir::create("merged-report");
};

TEST_F(MergedReport, OfMetrics_IsThatOfTheRun) {
  expect_merged_like_one(query::made_cma_batching());
}

TEST_F(MergedReport, OfHoldersAndLocks_IsThatOfTheRun) {
  expect_merged_like_one(query::made_references());
}

TEST_F(MergedReport, OfBootsThatFailed_IsThatOfTheRun) {
  query::MadeRun run = query::made_cma_batching();
  run.cell("drain-only", 1).cell.status = CellStatus::GuestOops;
  run.cell("drain-only", 1).cell.reason = "BUG: Bad page state\npfn:01234";
  run.cell("stock", 3).cell.status = CellStatus::Hang;
  expect_merged_like_one(run);
}

}  // namespace
}  // namespace folioscope::cluster
