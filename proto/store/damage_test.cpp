// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are not what they should be: each a clear fault, never a crash or fewer rows.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <limits>
#include <random>

#include "store/run_file.h"
#include "testing/places.h"
#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class DamageTest : public StoreTest {
 protected:
  Fault open_fault() {
    auto reader = Reader::open(file_);
    EXPECT_FALSE(reader.ok());
    return reader.ok() ? Fault{} : reader.fault();
  }
};

TEST_F(DamageTest, AMissingFileIsNamed) {
  Fault fault = open_fault();
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_EQ(fault.what, "there is no run file " + file_.string());
  EXPECT_FALSE(fault.remedy.empty());
  EXPECT_FALSE(Writer::reopen(file_).ok());
  EXPECT_FALSE(std::filesystem::exists(file_));
}

TEST_F(DamageTest, ADirectoryIsNoRunFile) {
  std::filesystem::create_directory(file_);
  EXPECT_NE(open_fault().what.find("is a directory"), std::string::npos);
}

TEST_F(DamageTest, AnEmptyFileIsNoRunFile) {
  put("");
  EXPECT_NE(open_fault().what.find("not a run file"), std::string::npos);
}

TEST_F(DamageTest, ATextIsNoRunFile) {
  put("name: cma-batching\nbase: {debian: linux-source-6.1}\n");
  EXPECT_NE(open_fault().what.find("not a run file"), std::string::npos);
}

TEST_F(DamageTest, ADatabaseOfAnotherProgramIsNoRunFile) {
  execute("CREATE TABLE t(x)");
  Fault fault = open_fault();
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_NE(fault.what.find("another program"), std::string::npos);
}

TEST_F(DamageTest, ANewerSchemaSaysWhatThisOneReads) {
  finished_run();
  execute(
      fmt::format("PRAGMA user_version = {}; PRAGMA wal_checkpoint(TRUNCATE)", kSchemaVersion + 1));
  Fault fault = open_fault();
  EXPECT_EQ(fault.domain, FaultDomain::User);
  EXPECT_NE(
      fault.what.find(fmt::format("made by a newer folioscope: its schema is version {}, this "
                                  "one reads up to {}",
                                  kSchemaVersion + 1, kSchemaVersion)),
      std::string::npos)
      << fault.what;
  EXPECT_NE(Writer::reopen(file_).fault().what.find("newer"), std::string::npos);
}

TEST_F(DamageTest, AFileCutAtAnyLengthIsAFault) {
  const std::string whole = finished_run();
  ASSERT_GT(whole.size(), 50'000u);
  // Every length around the header and around page borders, and a comb over the rest.
  for (std::size_t length = 0; length < whole.size();) {
    put(whole.substr(0, length));
    auto reader = Reader::open(file_);
    ASSERT_FALSE(reader.ok()) << "cut to " << length << " of " << whole.size();
    ASSERT_EQ(reader.fault().domain, FaultDomain::User) << reader.fault().what;
    ASSERT_FALSE(Writer::reopen(file_).ok()) << "cut to " << length;
    if (length >= 100) {
      ASSERT_NE(reader.fault().what.find("truncated"), std::string::npos) << reader.fault().what;
    }
    const std::size_t in_page = length % 4096;
    length += length < 200 || in_page < 2 || in_page > 4093 ? 1 : 61;
  }
  put(whole);
  EXPECT_TRUE(Reader::open(file_).ok());
}

// What a reader shows of a damaged file is a fault, or what was there before.
TEST_F(DamageTest, OverwrittenBytesNeverCrashAReader) {
  const std::string whole = finished_run();
  std::mt19937 random(11);
  int faults = 0;
  for (int round = 0; round < 400; ++round) {
    std::string damaged = whole;
    for (int i = 0; i < 8; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    put(damaged);
    auto reader = Reader::open(file_);
    if (!reader.ok()) {
      ++faults;
      continue;
    }
    (void)(*reader)->cells();
    (void)(*reader)->sql("select name, count(*), max(pfn) from event group by 1");
    (void)(*reader)->pages({0}, [](const PageChunk&) { return Status(); });
    auto problems = (*reader)->verify();
    if (!problems.ok() || !problems->empty()) ++faults;
  }
  EXPECT_GT(faults, 100);
}

TEST_F(DamageTest, ADamagedChunkIsNamed_NotSkipped) {
  finished_run();
  execute("UPDATE page_chunk SET data = zeroblob(length(data)) WHERE cpu = 1 AND seq = 1");
  auto reader = read();
  Status status = reader->pages({0}, [](const PageChunk&) { return Status(); });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.fault().domain, FaultDomain::User);
  EXPECT_NE(status.fault().what.find("cell 0, CPU 1, chunk 1"), std::string::npos);
  EXPECT_NE(ask(*reader, "select sum(pfn) from event").find("fault: SQL: cell 0, CPU 1, chunk 1"),
            std::string::npos);
}

TEST_F(DamageTest, RowsOfAHostileFileAreBounded) {
  finished_run();
  execute(
      "UPDATE page_chunk SET pages = 9223372036854775807; "
      "UPDATE cell SET page_size = -1, cpus = -7");
  auto reader = read();
  EXPECT_FALSE(reader->pages({0}, [](const PageChunk&) { return Status(); }).ok());
  EXPECT_NE(ask(*reader, "select sum(pfn) from event").find("fault"), std::string::npos);
}

TEST_F(DamageTest, NumbersThatAreTooLargeStayLarge) {
  finished_run();
  execute("UPDATE run SET boots = 9223372036854775807, fewest_boots = -9223372036854775808");
  const auto run = read()->run();
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->boots, std::numeric_limits<int>::max());
  EXPECT_EQ(run->fewest_boots, std::numeric_limits<int>::min());
}

TEST_F(DamageTest, AStatusFromNowhereIsAFault) {
  finished_run();
  execute("UPDATE cell SET status = 'dome' WHERE id = 1");
  auto cells = read()->cells();
  ASSERT_FALSE(cells.ok());
  EXPECT_NE(cells.fault().what.find("'dome'"), std::string::npos);
}

// A file as schema version 1 makes it, kept as text. It must stay readable.
TEST_F(DamageTest, AFileOfSchemaVersion1IsRead) {
  std::ifstream in(source_dir() + "/proto/store/testdata/run_v1.sql");
  std::string sql{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(sql.empty());
  execute(sql);
  auto reader = read();
  EXPECT_EQ(reader->run()->name, "old");
  EXPECT_EQ(reader->cells()->at(0).status, CellStatus::Done);
  EXPECT_EQ(reader->metrics(CellId{0})->at(0).value, 0.25);
  EXPECT_EQ(ask(*reader, "select cell_id, cpu, produced, stored, lost from ledger"), "0|0|3|2|1\n");
  EXPECT_EQ(ask(*reader, "select cpu, time_ns, name, pid, pfn, val from event"),
            "0|1500|page_ref_mod|61|1000|-1\n0|1560|page_ref_mod|61|1001|1\n");
  EXPECT_TRUE(reader->stacks(CellId{0})->empty());
  EXPECT_TRUE(reader->references(CellId{0})->failures.empty());
  EXPECT_EQ(reader->run()->profile, "");
  EXPECT_TRUE(reader->run()->about.empty());
  EXPECT_EQ(reader->variants()->at(0).settings, NamedValues());
  EXPECT_EQ(reader->workloads()->at(0).settings, NamedValues());
}

// Version 2 is version 1 and the tables of schema_v2.sql.
TEST_F(DamageTest, AFileOfSchemaVersion2IsRead_AndBecomesOneOfThisVersionWhenItIsDerivedAnew) {
  std::ifstream in(source_dir() + "/proto/store/testdata/run_v1.sql");
  execute(std::string{std::istreambuf_iterator<char>(in), {}} + kSchemaV2Sql +
          "; PRAGMA user_version = 2");
  EXPECT_EQ(read()->run()->name, "old");
  EXPECT_EQ(read()->variants()->at(1).settings, NamedValues());
  EXPECT_TRUE(read()->references(CellId{0})->failures.empty());
  {
    auto writer = Writer::reopen_finished(file_);
    ASSERT_TRUE(writer.ok()) << writer.fault().what;
    ASSERT_TRUE((*writer)->replace_derived({0}, {}).ok());
  }
  EXPECT_EQ(ask(*read(), "select profile, (select count(*) from claim) from run"), "|0\n");
  EXPECT_EQ(ask(*read(), "select settings from workload"), "{}\n");
}

// Claims had no numbers then.
TEST_F(DamageTest, AFileOfSchemaVersion3IsRead_AndItsClaimsAsWell) {
  std::ifstream in(source_dir() + "/proto/store/testdata/run_v1.sql");
  execute(std::string{std::istreambuf_iterator<char>(in), {}} + kSchemaV2Sql + kSchemaV3Sql +
          "; INSERT INTO claim VALUES(0, '400 of 500', 'forced', 'stock', ''); "
          "PRAGMA user_version = 3");
  EXPECT_EQ(read()->run()->claims, (std::vector<ClaimRow>{{"400 of 500", "forced", "stock", {}}}));
  {
    auto writer = Writer::reopen_finished(file_);
    ASSERT_TRUE(writer.ok()) << writer.fault().what;
    ASSERT_TRUE((*writer)->replace_derived({0}, {}).ok());
  }
  EXPECT_EQ(ask(*read(), "select says, value is null, unit from claim"), "400 of 500|1|\n");
}

TEST_F(DamageTest, AFileOfSchemaVersion1BecomesOneOfThisVersionWhenItIsDerivedAnew) {
  std::ifstream in(source_dir() + "/proto/store/testdata/run_v1.sql");
  execute(std::string{std::istreambuf_iterator<char>(in), {}});
  {
    auto writer = Writer::reopen_finished(file_);
    if (!writer.ok()) writer = Writer::reopen(file_);
    ASSERT_TRUE(writer.ok()) << writer.fault().what;
    DerivedRows rows;
    rows.references.failures.push_back({.id = 1, .kind = "freeze", .attribution = "unknown"});
    ASSERT_TRUE((*writer)->replace_derived({0}, rows).ok());
  }
  auto reader = read();
  EXPECT_EQ(reader->references(CellId{0})->failures.at(0).attribution, "unknown");
  EXPECT_EQ(ask(*reader, "select cell_id, cpu, produced, stored, lost from ledger"), "0|0|3|2|1\n");
}

}  // namespace
}  // namespace folioscope::store
