// SPDX-License-Identifier: GPL-3.0-or-later
// What resume() does before and without any boot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "base/temp_dir.h"
#include "plan/blocks.h"
#include "run/directory.h"
#include "run/experiment_rows.h"
#include "run/run.h"
#include "run/stored_plan.h"
#include "spec/parse.h"
#include "store/part.h"
#include "store/reader.h"
#include "testing/made_rows.h"
#include "testing/places.h"

namespace folioscope::run {
namespace {

std::uintmax_t bytes_read() {
  std::ifstream io("/proc/self/io");
  std::string key;
  std::uintmax_t value = 0;
  io >> key >> value;
  EXPECT_EQ(key, "rchar:");
  return value;
}

class ResumeTest : public testing::Test {
 protected:
  // A run of the quickstart in which every boot of these blocks is in, and which ended before it
  // was finished. Empty: of all.
  void every_boot_but_not_finished(const plan::Blocks& blocks = {}) {
    const auto parsed =
        *spec::parse_file(source_dir() + "/configs/experiments/quickstart.yaml", "");
    ASSERT_TRUE(parsed.ok());
    const plan::Plan plan = plan::make_plan(parsed.spec);
    std::vector<store::CellRow> cells;
    const auto is_mine = [&](const plan::Cell& cell) {
      return blocks.empty() || blocks.contains(cell.block);
    };
    for (const plan::Cell& cell : plan.cells) {
      cells.push_back(planned_row(plan, cell));
      if (!is_mine(cell)) cells.back().reason = store::kNotOfThisPart;
    }
    std::vector<store::VariantRow> variants;
    for (const spec::Variant& variant : plan.spec.variants) variants.push_back({variant.name});
    std::vector<store::MachineRow> machines;
    for (const spec::Machine& machine : plan.spec.machines) machines.push_back({machine.name});
    store::RunRow run = store::made_run_row();
    run.spec_file = plan.spec.file;
    run.spec_text = plan.spec.text;
    run.profile = plan.spec.profile;
    std::filesystem::create_directory(run_);
    auto writer = *store::Writer::create(run_ / "run.db", run, machines, workload_rows(plan),
                                         variants, cells);
    std::vector<store::PageChunk> pages;
    for (std::int64_t seq = 0; seq < 16; ++seq)
      pages.push_back(store::made_chunk({.seq = seq, .pages = 256}));
    for (const plan::Cell& cell : plan.cells) {
      if (!is_mine(cell)) continue;
      const auto chunks = cell.id.value == 1 ? pages : store::made_chunks();
      store::CellRecord record = store::made_record(cell.id, chunks);
      ASSERT_TRUE(writer->commit_cell(record, store::source_of(chunks)).ok());
    }
  }

  TempDir dir_ = *TempDir::create("run");
  std::filesystem::path run_ = dir_ / "run";
};

TEST_F(ResumeTest, WithNothingMissing_TheRunIsFinished_AndItsFileReadOnce) {
  every_boot_but_not_finished();
  const std::uintmax_t size = std::filesystem::file_size(run_ / "run.db");
  const std::uintmax_t before = bytes_read();
  const auto summary = resume({.directory = run_});
  const std::uintmax_t cost = bytes_read() - before;
  ASSERT_TRUE(summary.ok()) << summary.fault().what;
  EXPECT_TRUE(summary->complete);
  EXPECT_GT(cost, size / 2) << "it was not checked";
  EXPECT_LT(cost, size + size / 2) << "it was read more than once";
  EXPECT_TRUE((*store::Reader::open(run_ / "run.db"))->run()->finished.has_value());
}

TEST_F(ResumeTest, OfAFinishedRun_NothingIsCheckedAgain) {
  every_boot_but_not_finished();
  ASSERT_TRUE(resume({.directory = run_}).ok());
  const std::uintmax_t size = std::filesystem::file_size(run_ / "run.db");
  const std::uintmax_t before = bytes_read();
  ASSERT_TRUE(resume({.directory = run_}).ok());
  EXPECT_LT(bytes_read() - before, size / 2);
}

TEST_F(ResumeTest, APartIsComplete_WhenItsBlocksAre) {
  every_boot_but_not_finished({1});
  const auto summary = resume({.directory = run_});
  ASSERT_TRUE(summary.ok()) << summary.fault().what;
  EXPECT_TRUE(summary->complete);
  EXPECT_EQ(summary->cells.at(CellStatus::Done), 4);
  EXPECT_EQ(summary->of_other_parts, 8);
  EXPECT_FALSE(summary->cells.contains(CellStatus::Planned));
  EXPECT_TRUE((*store::Reader::open(run_ / "run.db"))->run()->finished.has_value());
}

}  // namespace
}  // namespace folioscope::run
