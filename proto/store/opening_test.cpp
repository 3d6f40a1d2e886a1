// SPDX-License-Identifier: GPL-3.0-or-later
// What opening a run costs and sees: large files, damaged ones, and ones that are still written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "testing/places.h"
#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The text of /proc/self/io itself is read as well, and grows by a digit now and then.
constexpr double kOwnText = 100;

// Bytes that this process has got from read() and pread() so far.
std::int64_t bytes_read() {
  std::ifstream io("/proc/self/io");
  std::string key;
  std::int64_t value = -1;
  io >> key >> value;
  EXPECT_EQ(key, "rchar:");
  return value;
}

class OpeningTest : public StoreTest {
 protected:
  // A finished run of two boots with `chunks` chunks each.
  void finished_run(std::int64_t chunks) {
    auto writer = create(2);
    for (std::int64_t cell = 0; cell < 2; ++cell) {
      std::vector<PageChunk> pages;
      for (std::int64_t seq = 0; seq < chunks; ++seq)
        pages.push_back(made_chunk({.seq = seq, .pages = 256}));
      ASSERT_TRUE(writer->commit_cell(made_record({cell}, pages), source_of(pages)).ok());
    }
    ASSERT_TRUE(writer->finish({1}).ok());
  }
  template <class Open>
  double cost_of(Open open) {
    EXPECT_TRUE(open().ok());  // the first time, libraries have their own files to read
    const std::int64_t before = bytes_read();
    EXPECT_TRUE(open().ok());
    return static_cast<double>(bytes_read() - before);
  }
  static bool readable(Reader& reader, CellId cell) {
    return reader.pages(cell, [](const PageChunk&) { return Status(); }).ok();
  }
  std::string whole() {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(OpeningTest, AFileOfAnySizeIsOpenedWithAsManyBytesRead) {
  finished_run(1);
  const auto small_size = std::filesystem::file_size(file_);
  const auto small = cost_of([&] { return Reader::open(file_); });
  const auto small_again = cost_of([&] { return Writer::reopen_finished(file_); });
  std::filesystem::remove(file_);
  finished_run(16);
  ASSERT_GT(std::filesystem::file_size(file_), 4 * small_size);
  EXPECT_NEAR(cost_of([&] { return Reader::open(file_); }), small, kOwnText);
  EXPECT_NEAR(cost_of([&] { return Writer::reopen_finished(file_); }), small_again, kOwnText);
}

// A quarter of the way in lie the pages of the first boot.
TEST_F(OpeningTest, DamageInTheMiddle_IsFoundByVerifyAndByWhoeverReadsThatBoot) {
  finished_run(8);
  EXPECT_THAT(*read()->verify(), IsEmpty());
  std::string bytes = whole();
  const std::size_t place = bytes.size() / 4 / 4096 * 4096;
  bytes.replace(place, 4096, std::string(4096, '\xa5'));
  std::ofstream(file_, std::ios::binary) << bytes;

  auto reader = read();
  EXPECT_EQ(reader->run()->name, "sample");
  EXPECT_EQ(reader->cells()->size(), 2u);
  EXPECT_FALSE(readable(*reader, {0}));
  EXPECT_TRUE(readable(*reader, {1}));
  auto problems = reader->verify();
  ASSERT_TRUE(problems.ok());
  ASSERT_FALSE(problems->empty());
  EXPECT_THAT(problems->back(), HasSubstr("cell 0:"));
}

// Such a table ends SQLite's check of the file; what is wrong elsewhere is still found.
TEST_F(OpeningTest, ATableThatCannotBeReadAtAll_IsNamed_AndTheBootsAreStillRead) {
  finished_run(8);
  const std::size_t root =
      std::stoul(ask(*read(), "select rootpage from sqlite_schema where name = 'metric'"));
  std::string bytes = whole();
  bytes.replace((root - 1) * 4096, 100, std::string(100, '\xa5'));
  bytes[bytes.size() / 4 / 4096 * 4096 + 2000] ^= 1;
  std::ofstream(file_, std::ios::binary) << bytes;
  EXPECT_THAT(*read()->verify(),
              AllOf(Contains(HasSubstr("table metric: ")), Contains(HasSubstr("cell 0:"))));
}

// A bit that flipped inside of a boot's pages leaves SQLite's own structure whole.
TEST_F(OpeningTest, VerifyReadsWhatSqliteDoesNotUnderstand) {
  finished_run(8);
  std::string bytes = whole();
  bytes[bytes.size() / 4 / 4096 * 4096 + 2000] ^= 1;
  std::ofstream(file_, std::ios::binary) << bytes;
  EXPECT_THAT(*read()->verify(), Contains(HasSubstr("cell 0:")));
}

TEST_F(OpeningTest, ARunToGoOnWithIsCheckedWhole) {
  auto writer = create(2);
  std::vector<PageChunk> pages{made_chunk({.pages = 256}), made_chunk({.seq = 1, .pages = 256})};
  ASSERT_TRUE(writer->commit_cell(made_record({0}, pages), source_of(pages)).ok());
  writer.reset();
  std::string bytes = whole();
  const std::size_t middle = bytes.size() / 2 / 4096 * 4096;
  bytes.replace(middle, 4096, std::string(4096, '\xa5'));
  std::ofstream(file_, std::ios::binary) << bytes;
  auto again = Writer::reopen(file_);
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(again.fault().what, HasSubstr("damaged"));
}

TEST_F(OpeningTest, AReaderThatStaysOpenIsToldWhichBootsAreNew) {
  auto writer = create(4);
  auto reader = read();
  EXPECT_THAT(*reader->refresh(), IsEmpty());
  ASSERT_TRUE(commit(*writer, 2).ok());
  CellRecord failed;
  failed.cell.id = {1};
  failed.cell.status = CellStatus::HostError;
  ASSERT_TRUE(writer->commit_cell(failed, {}).ok());
  EXPECT_THAT(*reader->refresh(), ElementsAre(CellId{1}, CellId{2}));
  EXPECT_THAT(*reader->refresh(), IsEmpty());
  EXPECT_EQ(ask(*reader, "select count(*) > 0 from event"), "1\n");
  ASSERT_TRUE(writer->reset_cells({CellStatus::HostError}).ok());
  EXPECT_THAT(*reader->refresh(), ElementsAre(CellId{1}));
  EXPECT_THAT(*read()->refresh(), ElementsAre(CellId{2}));
}

TEST_F(OpeningTest, AReaderOfAnOldFileGoesOnWhenTheFileIsMigrated) {
  std::ifstream in(source_dir() + "/proto/store/testdata/run_v4.sql");
  const std::string sql{std::istreambuf_iterator<char>(in), {}};
  execute(sql);

  auto reader = read();
  EXPECT_THAT(*reader->refresh(), ElementsAre(CellId{0}, CellId{1}));
  auto writer = Writer::reopen(file_);
  ASSERT_TRUE(writer.ok()) << writer.fault().what;
  ASSERT_TRUE(commit(**writer, 2).ok());
  EXPECT_THAT(*reader->refresh(), ElementsAre(CellId{2}));
  EXPECT_EQ(reader->references(CellId{2})->failures.size(), 1u);
  EXPECT_EQ(ask(*reader, "select count(*) from sqlite_temp_schema"), "0\n");
}

}  // namespace
}  // namespace folioscope::store
