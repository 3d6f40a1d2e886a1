// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/boot_results.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>

#include "base/temp_dir.h"
#include "store/writer.h"
#include "testing/made_references.h"
#include "testing/made_rows.h"
#include "testing/made_run.h"

namespace folioscope::query {
namespace {

// Two variants, six boots each; metrics that not every boot has, that are no numbers and that are
// touched by loss; holders, and page locks.
MadeRun made_run() {
  MadeRun made({"stock", "patched"}, 6);
  for (store::CellRecord& record : made.cells()) {
    const auto number = static_cast<double>(record.cell.id.value);
    record.metrics.push_back({"cma_failure_rate", number / 100, "ratio", "events", number > 8});
    if (record.cell.boot % 2 == 1)
      record.metrics.push_back({"another", number, "count", "workload", false});
    if (record.cell.boot == 3)
      record.metrics.push_back(
          {"none", std::numeric_limits<double>::infinity(), "count", "vmstat", false});
    add_samples(record, "lock_hold", {1000 + number, 3000});
    record.cpu_accounting.push_back({.cpu = 0, .produced = 10, .stored = 9, .lost_overrun = 1});
    // The first failure inside a CMA allocation comes late: from then on only those count.
    store::HolderRow holder;
    holder.holder_class = record.cell.boot % 2 == 0 ? "gup" : "lru_add";
    holder.comm = fmt::format("task{}", record.cell.boot % 3);
    add_failure(record, {.in_cma = record.cell.boot >= 4, .holders = {holder}});
    close_failures(record);
  }
  return made;
}

void expect_same(const Comparison& one, const Comparison& other) {
  EXPECT_EQ(one.conditions, other.conditions);
  EXPECT_EQ(one.holders, other.holders);
  EXPECT_EQ(one.lock_distributions, other.lock_distributions);
  EXPECT_EQ(one.anomalies, other.anomalies);
  EXPECT_EQ(one.probes, other.probes);
  EXPECT_EQ(one.not_finite, other.not_finite);
  EXPECT_EQ(one.orphans, other.orphans);
  ASSERT_EQ(one.cells.size(), other.cells.size());
  for (std::size_t i = 0; i < one.cells.size(); ++i) {
    EXPECT_EQ(one.cells[i].row.status, other.cells[i].row.status);
    EXPECT_EQ(one.cells[i].attempts, other.cells[i].attempts);
    EXPECT_EQ(one.cells[i].accounting, other.cells[i].accounting);
  }
}

class LoadedAgain : public ::testing::Test {
 protected:
  LoadedAgain() {
    MadeRun planned = made_;
    for (store::CellRecord& record : planned.cells()) record.cell.status = CellStatus::Planned;
    planned.leave_unfinished();
    planned.write(file_);
    writer_ = *store::Writer::reopen(file_);
    reader_ = *store::Reader::open(file_);
  }
  void commit(const store::CellRecord& record) {
    const Status status = writer_->commit_cell(record, {});
    ASSERT_TRUE(status.ok()) << status.fault().what;
  }
  Comparison again() { return *load(*reader_, rows_); }
  Comparison in_full() { return *load(**store::Reader::open(file_)); }

  TempDir dir_ = *TempDir::create("store");
  std::filesystem::path file_ = dir_ / "run.db";
  MadeRun made_ = made_run();
  std::unique_ptr<store::Writer> writer_;
  std::unique_ptr<store::Reader> reader_;
  BootResults rows_;
};

TEST_F(LoadedAgain, AfterEachBootARunIsTheSameAsLoadedInFull) {
  expect_same(again(), in_full());
  for (std::size_t i = 0; i < made_.cells().size(); ++i) {
    SCOPED_TRACE(i);
    // Not in the order of their ids, as variants are mixed; one ends badly.
    store::CellRecord record = made_.cells()[i * 5 % made_.cells().size()];
    if (i == 4) record.cell.status = CellStatus::Hang;
    commit(record);
    expect_same(again(), in_full());
  }
  const Comparison last = again();
  EXPECT_GT(last.not_finite, 0);
  EXPECT_TRUE(last.holders.in_cma);
  EXPECT_EQ(last.lock_distributions.size(), made_.cells().size() - 1);
}

TEST_F(LoadedAgain, AfterSeveralBootsARunIsTheSameAsLoadedInFull) {
  std::size_t committed = 0;
  for (const std::size_t together : {5, 0, 6, 1}) {
    for (std::size_t i = 0; i < together; ++i) commit(made_.cells()[committed++]);
    expect_same(again(), in_full());
  }
}

TEST_F(LoadedAgain, WhatABootGaveIsReadOnce) {
  for (std::size_t i = 0; i < 3; ++i) commit(made_.cells()[i]);
  again();
  const auto before = rows_.metrics();
  commit(made_.cells()[3]);
  again();
  EXPECT_EQ(rows_.metrics().size(), before.size() + 1);
  for (const auto& [cell, given] : before) EXPECT_EQ(rows_.metrics().at(cell).size(), given.size());
}

}  // namespace
}  // namespace folioscope::query
