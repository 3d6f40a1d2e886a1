// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/checked_pages.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <random>

#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class CheckedPagesTest : public StoreTest {
 protected:
  // What a report is made of, as text; how many questions had no answer is counted.
  std::string answers(int& faults) {
    auto reader = Reader::open(file_);
    if (!reader.ok()) return ++faults, std::string();
    std::string all;
    for (const char* question :
         {"select * from run", "select * from cell", "select * from variant",
          "select * from metric", "select * from event_format", "select * from accounting",
          "select cpu, seq, events, length(data) from page_chunk"}) {
      const std::string answer = ask(**reader, question);
      if (answer.find("fault") != std::string::npos) ++faults;
      all += answer;
    }
    return all;
  }
};

TEST_F(CheckedPagesTest, AFlippedBitIsAFaultOrChangesNoAnswer) {
  const std::string whole = finished_run();
  int faults = 0;
  const std::string sound = answers(faults);
  ASSERT_EQ(faults, 0) << sound;
  std::mt19937 random(5);
  int found = 0;
  for (int round = 0; round < 400; ++round) {
    std::string damaged = whole;
    const std::size_t at = random() % damaged.size();
    damaged[at] = static_cast<char>(damaged[at] ^ 1 << random() % 8);
    put(damaged);
    faults = 0;
    const std::string said = answers(faults);
    if (faults == 0)
      ASSERT_EQ(said, sound) << "byte " << at;
    else
      ++found;
  }
  EXPECT_GT(found, 100) << "else hardly a page of the file was read";
}

TEST_F(CheckedPagesTest, AFaultSaysWhichFileAndWhatToDo) {
  std::string bytes = finished_run();
  for (std::size_t at = 4096 + 100; at < bytes.size(); at += 4096) bytes[at] ^= 1;
  put(bytes);
  const auto read = [&]() -> Status {
    TRY(const auto reader, Reader::open(file_));
    TRY(const auto cells, reader->cells());
    TRY(const auto metrics, reader->metrics(cells.front().id));
    return reader->pages({0}, [](const PageChunk&) { return Status(); });
  };
  const Status status = read();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault().domain, FaultDomain::User);
  EXPECT_EQ(status.fault().what,
            file_.string() + " is damaged: a page does not match its checksum");
  EXPECT_NE(status.fault().remedy, "");
}

TEST_F(CheckedPagesTest, APageInThePlaceOfAnotherIsFound) {
  std::string bytes = finished_run();
  ASSERT_GT(bytes.size(), 10u * 4096);
  std::swap_ranges(bytes.begin() + 4096 * 3, bytes.begin() + 4096 * 4, bytes.begin() + 4096 * 7);
  put(bytes);
  auto reader = Reader::open(file_);
  EXPECT_TRUE(!reader.ok() || !(*reader)->verify()->empty());
}

// As the command-line shell, pandas and other tools do.
TEST_F(CheckedPagesTest, PlainSqliteReadsTheFile) {
  finished_run();
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open_v2(file_.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  std::string said;
  const auto keep = [](void* to, int, char** values, char**) {
    *static_cast<std::string*>(to) = values[0];
    return 0;
  };
  EXPECT_EQ(sqlite3_exec(db, "pragma integrity_check", keep, &said, nullptr), SQLITE_OK);
  EXPECT_EQ(said, "ok");
  sqlite3_close(db);
}

// Such as `sqlite3 run.db "vacuum into 'copy.db'"`.
TEST_F(CheckedPagesTest, ACopyMadeByPlainSqliteIsRead) {
  finished_run();
  const std::filesystem::path copy = file_.parent_path() / "copy.db";
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open_v2(file_.c_str(), &db, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
  EXPECT_EQ(
      sqlite3_exec(db, ("vacuum into '" + copy.string() + "'").c_str(), nullptr, nullptr, nullptr),
      SQLITE_OK)
      << sqlite3_errmsg(db);
  sqlite3_close(db);
  auto reader = Reader::open(copy);
  ASSERT_TRUE(reader.ok()) << reader.fault().what;
  EXPECT_TRUE((*reader)->verify()->empty());
}

TEST(PageChecksum, KnowsEveryBitTheOrderAndThePlace) {
  std::array<unsigned char, 4088> page{};
  std::mt19937 random(3);
  for (unsigned char& byte : page) byte = static_cast<unsigned char>(random());
  const std::uint64_t sum = page_checksum(page, 4);
  EXPECT_NE(page_checksum(page, 5), sum);
  for (std::size_t bit = 0; bit < page.size() * 8; ++bit) {
    page[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
    ASSERT_NE(page_checksum(page, 4), sum) << bit;
    page[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
  }
  std::swap_ranges(page.begin(), page.begin() + 8, page.begin() + 800);
  EXPECT_NE(page_checksum(page, 4), sum);
}

}  // namespace
}  // namespace folioscope::store
