// SPDX-License-Identifier: GPL-3.0-or-later
#include "cluster/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/temp_dir.h"
#include "cluster/parts.h"
#include "store/part.h"
#include "store/writer.h"
#include "sys/files.h"
#include "testing/made_rows.h"
#include "testing/store_dump.h"

namespace folioscope::cluster {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr HostTime kEnd{1'700'000'100'000'000'000};

// Runs of four cells, by their numbers; a part has others planned as those of others.
class MergeTest : public testing::Test {
 protected:
  using Change = std::function<void(store::CellRecord&)>;

  std::string make(const std::string& name, const std::set<std::int64_t>& done,
                   const Change& change = {}) {
    fs::create_directories(dir_ / name / "console");
    std::vector<store::CellRow> cells = store::made_cells(4);
    for (store::CellRow& cell : cells)
      if (!done.contains(cell.id.value)) cell.reason = store::kNotOfThisPart;
    auto writer = *store::Writer::create(dir_ / name / "run.db", run_, store::made_machines(),
                                         store::made_workloads(), store::made_variants(), cells);
    for (const std::int64_t id : done) {
      const auto chunks = store::made_chunks();
      store::CellRecord record = store::made_record({id}, chunks);
      record.cell.console = "console/" + std::to_string(id) + ".log";
      record.attempts[0].console = "console/" + std::to_string(id) + ".attempt1.log";
      for (const std::string& console : {record.cell.console, record.attempts[0].console})
        EXPECT_TRUE(sys::write_file(dir_ / name / console, "[    0.000000] Linux\n").ok());
      if (change) change(record);
      EXPECT_TRUE(writer->commit_cell(record, store::source_of(chunks)).ok());
    }
    EXPECT_TRUE(writer->finish(kEnd).ok());
    return (dir_ / name).string();
  }

  Result<Merged> merge(std::vector<std::string> runs, bool update = false) {
    return cluster::merge({.runs = std::move(runs),
                           .out = out_,
                           .update = update,
                           .on_progress =
                               [this](const run::Progress& step) {
                                 said_ += step.text + "\n";
                                 if (stop_at_first_) stop_.request_stop();
                               },
                           .stop = stop_.get_token()});
  }
  bool left_nothing() const {
    for (const auto& entry : fs::directory_iterator(dir_.path()))
      if (entry.path().filename().string().starts_with("out")) return false;
    return true;
  }

  TempDir dir_ = *TempDir::create("merge");
  fs::path out_ = dir_ / "out";
  store::RunRow run_ = store::made_run_row();
  std::string said_;
  std::stop_source stop_;
  bool stop_at_first_ = false;
};

TEST_F(MergeTest, PartsBecomeTheRunThatHasAllCells) {
  const std::string whole = make("whole", {0, 1, 2, 3});
  const auto merged = merge({make("a", {3}), make("b", {0, 2}), make("c", {1})});
  ASSERT_TRUE(merged.ok()) << merged.fault().what;
  EXPECT_TRUE(merged->complete);
  const auto wanted = store::all_rows(whole + "/run.db"), got = store::all_rows(out_ / "run.db");
  for (const auto& [table, rows] : wanted) EXPECT_TRUE(got.at(table) == rows) << table;
  EXPECT_EQ(*sys::read_file(out_ / "console/2.attempt1.log"), "[    0.000000] Linux\n");
  EXPECT_FALSE(fs::exists(out_.string() + ".merging"));
}

TEST_F(MergeTest, WhatIsMissingEverywhereIsPlannedForAResume) {
  const auto merged = merge({make("a", {3}), make("b", {0})});
  ASSERT_TRUE(merged.ok()) << merged.fault().what;
  EXPECT_FALSE(merged->complete);
  EXPECT_EQ(merged->cells.at(CellStatus::Planned), 2);
  auto writer = store::Writer::reopen(out_ / "run.db");
  ASSERT_TRUE(writer.ok()) << writer.fault().what;
  const auto rows = store::all_rows(out_ / "run.db");
  for (const auto& row : rows.at("cell"))
    for (const store::SqlValue& value : row)
      EXPECT_NE(value, store::SqlValue(std::string(store::kNotOfThisPart)));
}

TEST_F(MergeTest, RunsOfAnotherExperimentAreRefusedWithEachDifference) {
  const std::string one = make("a", {0});
  run_.seed = 77;
  run_.image_hash = "other";
  const auto merged = merge({one, make("b", {1})});
  ASSERT_FALSE(merged.ok());
  EXPECT_THAT(merged.fault().what, HasSubstr("b: its seed is 77, not"));
  EXPECT_THAT(merged.fault().what, HasSubstr("b: its image is other, not"));
  EXPECT_TRUE(left_nothing());
}

TEST_F(MergeTest, ACellThatIsDoneTwice_IsKeptOnceWhereItIsTheSame) {
  const auto merged = merge({make("a", {0, 1}), make("b", {1, 2})});
  ASSERT_TRUE(merged.ok()) << merged.fault().what;
  EXPECT_EQ(merged->cells.at(CellStatus::Done), 3);
}

TEST_F(MergeTest, ACellThatIsDoneTwiceDifferently_IsRefusedWithBothRuns) {
  const auto worse = [](store::CellRecord& record) { record.metrics[0].value += 1; };
  const auto merged = merge({make("a", {0, 1}), make("b", {1, 2}, worse)});
  ASSERT_FALSE(merged.ok());
  EXPECT_THAT(merged.fault().what, HasSubstr("cell 1 in "));
  EXPECT_THAT(merged.fault().what, HasSubstr("/b"));
  EXPECT_TRUE(left_nothing());
}

TEST_F(MergeTest, TheDoneCellIsTakenForOneThatFailed_AndThatIsSaid) {
  const auto hangs = [](store::CellRecord& record) { record.cell.status = CellStatus::Hang; };
  const auto merged = merge({make("a", {0}, hangs), make("b", {0})});
  ASSERT_TRUE(merged.ok()) << merged.fault().what;
  EXPECT_EQ(merged->cells.at(CellStatus::Done), 1);
  EXPECT_THAT(said_, HasSubstr("hang in "));
}

TEST_F(MergeTest, AConsoleThatIsNotThere_OrLeadsElsewhere_IsCountedAndNotCopied) {
  ASSERT_TRUE(sys::write_file(dir_ / "secret", "").ok());
  const auto elsewhere = [](store::CellRecord& record) {
    record.cell.console = "console/../../secret";
    record.attempts[0].console = "console/gone.log";
  };
  const auto merged = merge({make("a", {0}, elsewhere)});
  ASSERT_TRUE(merged.ok()) << merged.fault().what;
  EXPECT_THAT(said_, HasSubstr("2 consoles are not in"));
  EXPECT_TRUE(fs::is_empty(out_ / "console"));
}

TEST_F(MergeTest, ARunThatIsThereIsNotTouched_UnlessItIsToBeUpdated) {
  ASSERT_TRUE(merge({make("a", {0})}).ok());
  const auto refused = merge({make("b", {1})});
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.fault().remedy, HasSubstr("--update"));
  const auto updated = merge({(dir_ / "b").string(), (dir_ / "a").string()}, true);
  ASSERT_TRUE(updated.ok()) << updated.fault().what;
  EXPECT_EQ(updated->cells.at(CellStatus::Done), 2);
  EXPECT_FALSE(fs::exists(out_.string() + ".merging"));
  EXPECT_EQ(store::all_rows(out_ / "run.db")["metric"].size(), 2u);
}

TEST_F(MergeTest, CtrlCLeavesNothing) {
  const std::vector<std::string> runs{make("a", {0, 1}), make("b", {2, 3})};
  stop_at_first_ = true;
  const auto merged = merge(runs);
  ASSERT_FALSE(merged.ok());
  EXPECT_EQ(merged.fault().what, "interrupted");
  EXPECT_TRUE(left_nothing());
}

TEST_F(MergeTest, WhatAKilledMergeLeftIsRemovedByTheNext) {
  fs::create_directories(out_.string() + ".merging/console");
  ASSERT_TRUE(sys::write_file(out_.string() + ".merging/run.db", "half").ok());
  const auto merged = merge({make("a", {0})});
  EXPECT_TRUE(merged.ok()) << merged.fault().what;
  EXPECT_FALSE(fs::exists(out_.string() + ".merging"));
}

TEST_F(MergeTest, TheRunsOfADirectory_AreThoseInItsParts) {
  make("parts/10", {0});
  make("parts/2", {1});
  fs::create_directories(dir_ / "parts/3");
  const auto runs = find_runs(dir_.path());
  ASSERT_TRUE(runs.ok());
  EXPECT_EQ(*runs, (std::vector<fs::path>{dir_ / "parts/2", dir_ / "parts/10"}));
  EXPECT_THAT(find_runs(dir_ / "parts/3").fault().what, HasSubstr("no run has begun"));
}

}  // namespace
}  // namespace folioscope::cluster
