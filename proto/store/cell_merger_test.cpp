// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/cell_merger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite.h"
#include "testing/store_dump.h"
#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

using testing::HasSubstr;

// Four cells; the last two have another set of event formats. `lower` is what cell 0 is worse by.
class CellMergerTest : public StoreTest {
 protected:
  std::filesystem::path make(const std::string& name, const std::set<std::int64_t>& cells,
                             double lower = 0) {
    const std::filesystem::path file = dir_ / name;
    auto writer = *create_made_file(file, 4);
    EXPECT_TRUE(writer->store_patch("abc", "diff").ok());
    for (const std::int64_t cell : cells) {
      const auto chunks = made_chunks();
      CellRecord record = made_record({cell}, chunks);
      if (cell >= 2) record.formats->header_page += "\n";
      if (cell == 0) record.metrics[0].value -= lower;
      EXPECT_TRUE(writer->commit_cell(record, source_of(chunks)).ok());
    }
    if (cells.size() == 4) {
      EXPECT_TRUE(writer->finish(kEnd).ok());
    }
    return file;
  }

  Status merge(const std::vector<std::pair<std::filesystem::path, std::vector<CellId>>>& parts,
               std::stop_token stop = {}) {
    TRY(const auto merger, CellMerger::create(file_, parts.front().first, std::move(stop)));
    for (const auto& [file, cells] : parts) {
      TRY(const auto sets, format_sets(file));
      for (const CellId cell : cells) TRY_STATUS(merger->add_formats(file, sets.at(cell)));
    }
    for (const auto& [file, cells] : parts)
      TRY_STATUS(merger->add_cells(file, cells, [this](CellId cell) { on_cell_(cell); }));
    return merger->finish({made_run_row().started, kEnd, made_run_row().host});
  }

  static constexpr HostTime kEnd{1'700'000'100'000'000'000};
  std::function<void(CellId)> on_cell_ = [](CellId) {};
};

TEST_F(CellMergerTest, CellsOfThreeFiles_AreTheFileThatHasThemAll) {
  const auto whole = make("whole", {0, 1, 2, 3});
  const auto one = make("one", {1, 3}), two = make("two", {0}), three = make("three", {2});
  const Status merged = merge({{two, {{0}}}, {one, {{1}, {3}}}, {three, {{2}}}});
  ASSERT_TRUE(merged.ok()) << merged.fault().what;
  const auto wanted = all_rows(whole), got = all_rows(file_);
  for (const auto& [table, rows] : wanted) {
    EXPECT_FALSE(rows.empty() && table == "page_chunk");
    EXPECT_TRUE(got.at(table) == rows) << table;
  }
  EXPECT_TRUE((*read()->verify()).empty());
}

TEST_F(CellMergerTest, ACellThatWasNotCopied_IsPlannedAndCanBeWritten) {
  const auto one = make("one", {0});
  {
    const auto merger = *CellMerger::create(file_, one, {});
    ASSERT_TRUE(merger->add_formats(one, format_sets(one)->at({0})).ok());
    ASSERT_TRUE(merger->add_cells(one, {{0}}, on_cell_).ok());
    ASSERT_TRUE(merger->finish({made_run_row().started, {}, {}}).ok());
  }
  auto writer = Writer::reopen(file_);
  ASSERT_TRUE(writer.ok()) << writer.fault().what;
  EXPECT_TRUE(commit(**writer, 1).ok());
  EXPECT_EQ(ask(*read(), "select id, status from cell order by id"),
            "0|done\n1|done\n2|planned\n3|planned\n");
}

TEST_F(CellMergerTest, ACellTwice_OrWithoutItsFormats_IsABug) {
  const auto one = make("one", {0});
  const auto merger = *CellMerger::create(file_, one, {});
  EXPECT_THAT(merger->add_cells(one, {{0}}, on_cell_).fault().what, HasSubstr("formats of cell 0"));
  ASSERT_TRUE(merger->add_formats(one, format_sets(one)->at({0})).ok());
  ASSERT_TRUE(merger->add_cells(one, {{0}}, on_cell_).ok());
  EXPECT_THAT(merger->add_cells(one, {{0}}, on_cell_).fault().what, HasSubstr("not waiting"));
}

TEST_F(CellMergerTest, AStopRequestEndsItBetweenTwoCells) {
  const auto one = make("one", {0, 1});
  std::stop_source stop;
  std::vector<CellId> begun;
  on_cell_ = [&](CellId cell) {
    begun.push_back(cell);
    stop.request_stop();
  };
  EXPECT_FALSE(merge({{one, {{0}, {1}}}}, stop.get_token()).ok());
  EXPECT_EQ(begun.size(), 1u);
}

TEST_F(CellMergerTest, ANameThatLooksLikeAnAddress_IsAFile) {
  const auto one = make("a?b#c%20d.db", {0});
  const Status merged = merge({{one, {{0}}}});
  EXPECT_TRUE(merged.ok()) << merged.fault().what;
  EXPECT_EQ(ask(*read(), "select count(*) from cell where status = 'done'"), "1\n");
}

TEST_F(CellMergerTest, SourcesAreOnlyRead) {
  const auto one = make("one", {0, 1, 2, 3});
  const auto before = std::filesystem::last_write_time(one);
  std::filesystem::permissions(one, std::filesystem::perms::owner_read);
  ASSERT_TRUE(merge({{one, {{0}}}}).ok());
  EXPECT_EQ(std::filesystem::last_write_time(one), before);
}

TEST_F(CellMergerTest, AFileOfAnOlderSchemaIsRefusedWithTheRemedy) {
  const auto one = make("one", {0, 1, 2, 3});
  {
    auto db = *Connection::open(one, Connection::Mode::Write);
    ASSERT_TRUE(db.exec("PRAGMA user_version = 10").ok());
  }
  const Status merged = merge({{one, {{0}}}});
  ASSERT_FALSE(merged.ok());
  EXPECT_THAT(merged.fault().what, HasSubstr("version 10"));
  EXPECT_THAT(merged.fault().remedy, HasSubstr("folioscope derive"));
}

TEST_F(CellMergerTest, TwoCellsAreTheSame_WhenEveryByteIs) {
  const auto one = make("one", {0, 3}), copy = make("copy", {0}), other = make("other", {0}, 0.1);
  EXPECT_TRUE(*is_same_cell(one, copy, {0}, {}));
  EXPECT_FALSE(*is_same_cell(one, other, {0}, {}));
  EXPECT_FALSE(*is_same_cell(one, copy, {3}, {})) << "it is not done in one of them";
}

}  // namespace
}  // namespace folioscope::store
