// SPDX-License-Identifier: GPL-3.0-or-later
// Files of older schemas, kept as text in testdata/: read as they are, and migrated when written
// to.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "store/run_file.h"
#include "testing/places.h"
#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

std::string text_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class OldSchemaTest : public StoreTest {
 protected:
  // `which`: 1 to 11. Versions 2 and 3 are version 1 and what they added, those from 5 on are 4 and
  // what they changed.
  void make_version(int which) {
    const std::string data = source_dir() + "/proto/store/testdata/";
    std::string sql = text_of_file(data + (which < 4 ? "run_v1.sql" : "run_v4.sql"));
    if (which == 2 || which == 3) sql += kSchemaV2Sql;
    if (which == 3) sql += kSchemaV3Sql;
    if (which >= 5) sql += std::string(kSchemaV5Sql) + kAccountingSql;
    if (which >= 6) sql += kSchemaV6Sql;
    if (which >= 7) sql += kSchemaV7Sql;
    if (which >= 8) sql += kSchemaV8Sql;
    if (which >= 9) sql += kSchemaV9Sql;
    if (which >= 10) sql += kSchemaV10Sql;
    if (which >= 11) sql += kSchemaV11Sql;
    execute(sql + "; PRAGMA user_version = " + std::to_string(which));
  }
};

// The words of version 5, whatever the file's own.
constexpr const char* kAccounting =
    "select cell_id, cpu, produced, stored, lost, unaccounted from accounting";
constexpr const char* kProbes = "select probe, hits, misses from probe_accounting";

TEST_F(OldSchemaTest, EveryVersionIsReadByTheWordsOfThisOne_AndNotChanged) {
  for (int version = 1; version < kSchemaVersion; ++version) {
    SCOPED_TRACE(version);
    std::filesystem::remove(file_);
    make_version(version);
    const std::string before = text_of_file(file_);
    {
      auto reader = read();
      EXPECT_EQ(reader->run()->name, "old");
      EXPECT_EQ(reader->variants()->size(), 2u);
      EXPECT_FALSE(reader->workloads()->empty());
      EXPECT_EQ(reader->cells()->at(0).status, CellStatus::Done);
      EXPECT_EQ(reader->cpu_accounting(CellId{0})->at(0).lost_dropped, version >= 4 ? 7 : 1);
      EXPECT_EQ(reader->probe_accounting(CellId{0})->at(0).hits, 12);
      EXPECT_EQ(ask(*reader, kProbes), "folio_migrate_mapping|12|0\n");
      EXPECT_EQ(ask(*reader, std::string(kAccounting) + " where unaccounted <> 0"), "");
      EXPECT_EQ(ask(*reader, "select count(*) > 0 from event where name = 'page_ref_mod'"), "1\n");
      EXPECT_EQ(reader->references(CellId{0})->failures.size(), version >= 4 ? 1u : 0u);
      EXPECT_EQ(*reader->operations(CellId{0}), OperationRows());
      EXPECT_TRUE(reader->lock_intervals(CellId{0})->empty());
      EXPECT_TRUE(reader->reference_intervals(CellId{0})->empty());
      EXPECT_TRUE(reader->page_ranges(CellId{0})->empty());
      EXPECT_TRUE(reader->holder_counts(CellId{0})->empty());
      EXPECT_EQ(*reader->patch_text("ab"), std::nullopt);
      EXPECT_EQ(ask(*reader,
                    "select count(*) from attempt left join host using (cell_id, attempt)"
                    " where uri is not null"),
                "0\n");
      EXPECT_EQ(*reader->kernel_config("aa"), std::nullopt);
      EXPECT_TRUE(reader->stacks(CellId{0}).ok());
      EXPECT_TRUE(reader->guest_files(CellId{0}).ok());
      EXPECT_TRUE(reader->clock(CellId{0})->empty());
    }
    EXPECT_EQ(text_of_file(file_), before);
  }
}

TEST_F(OldSchemaTest, Version4_OldWordsAndNewOnesGiveTheSame) {
  make_version(4);
  auto reader = read();
  EXPECT_EQ(ask(*reader, "select id, status from cell order by id"),
            "0|done\n1|host-error\n2|planned\n");
  EXPECT_EQ(ask(*reader, "select attribution, verdict, extra_references, excess from failure"),
            "named|named|1|1\n");
  EXPECT_EQ(ask(*reader, "select count(*) from cpu_books join ledger using (cell_id, cpu)"),
            ask(*reader, "select count(*) from cpu_accounting"));
}

// Boots with the same number ran interleaved, so they were a block.
TEST_F(OldSchemaTest, ABootWasABlockOfItsOwn_AndEveryBootWasRun) {
  for (int version = 1; version < kSchemaVersion; ++version) {
    SCOPED_TRACE(version);
    std::filesystem::remove(file_);
    make_version(version);
    const auto check = [this] {
      auto reader = read();
      EXPECT_EQ(ask(*reader, "select count(*) from cell where block <> boot"), "0\n");
      EXPECT_EQ(reader->cells()->back().block, reader->cells()->back().boot);
      EXPECT_EQ(reader->run()->fewest_boots, 0);
    };
    check();
    ASSERT_TRUE((version >= 4 ? Writer::reopen(file_) : Writer::reopen_finished(file_)).ok());
    check();
    EXPECT_EQ(ask(*read(), "select count(*) from sqlite_temp_schema"), "0\n");
  }
}

TEST_F(OldSchemaTest, OpenedForWriting_AFileBecomesOneOfThisVersion_AndKeepsOldNamesAsViews) {
  for (int version = 1; version < kSchemaVersion; ++version) {
    SCOPED_TRACE(version);
    std::filesystem::remove(file_);
    make_version(version);
    std::string before;
    {
      auto reader = read();
      before = ask(*reader, kAccounting) + ask(*reader, "select id, status from cell order by id");
    }
    {
      auto writer = version >= 4 ? Writer::reopen(file_) : Writer::reopen_finished(file_);
      ASSERT_TRUE(writer.ok()) << writer.fault().what;
      DerivedRows rows;
      rows.references.failures.push_back(
          {.id = 1, .kind = "freeze", .seen = 5, .expected = 2, .attribution = "unknown"});
      ASSERT_TRUE((*writer)->replace_derived({0}, rows).ok());
    }
    auto reader = read();
    EXPECT_EQ(ask(*reader,
                  "select name, type from sqlite_schema where name in ('cpu_books',"
                  "'probe_books','ledger','accounting','cpu_accounting') order by 1"),
              "accounting|view\ncpu_accounting|table\ncpu_books|view\nledger|view\n"
              "probe_books|view\n");
    EXPECT_EQ(ask(*reader, kAccounting) + ask(*reader, "select id, status from cell order by id"),
              before);
    EXPECT_EQ(ask(*reader, "select attribution, verdict, extra_references, excess from failure"),
              "unknown|unknown|3|3\n");
    EXPECT_EQ(ask(*reader, "select misses from probe_books"), "0\n");
  }
}

// The catalogue knows what things were called; a question with the new names finds them.
TEST_F(OldSchemaTest, NamesOfMetricsAnomaliesAndKindsAreThoseOfTheCatalogue) {
  make_version(4);
  execute(
      "INSERT INTO metric VALUES(0, 'culprit_share_gup', 0.5, 'ratio', 'events', 0);"
      "INSERT INTO anomaly VALUES(0, 'damaged_page', 7), (0, 'pages_damaged', 5);"
      "INSERT INTO claim VALUES(9, 'half', 'culprit_share_gup', '', '', 0.5, '');"
      "INSERT INTO about VALUES(9, 'headline', 'culprit_share_gup');"
      "UPDATE failure SET kind = 'isolate'");
  const auto check = [this] {
    auto reader = read();
    EXPECT_EQ(ask(*reader, "select value from metric where name = 'holder_share_gup'"), "0.5\n");
    EXPECT_EQ(ask(*reader, "select name, count from anomaly where name like '%damaged%'"),
              "pages_damaged|7\n");
    EXPECT_EQ(ask(*reader, "select kind from failure"), "extra_references\n");
    EXPECT_EQ(reader->run()->claims.back().metric, "holder_share_gup");
    EXPECT_EQ(reader->run()->about.back().text, "holder_share_gup");
    EXPECT_EQ(reader->anomalies(CellId{0})->size(), 2u);
  };
  check();
  ASSERT_TRUE(Writer::reopen(file_).ok());
  check();
  EXPECT_EQ(ask(*read(), "select count(*) from sqlite_temp_schema"), "0\n");
}

// What one text has in a new file stood in several, and a claim's workload has always been text.
TEST_F(OldSchemaTest, WhereTheQuestionIsDecided_IsReadFromEveryVersionThatSaysIt) {
  for (const int version : {3, 4}) {
    SCOPED_TRACE(version);
    std::filesystem::remove(file_);
    make_version(version);
    execute(
        "DELETE FROM about; DELETE FROM claim;"
        "INSERT INTO about VALUES(0, 'question', 'Why?'), (1, 'decide_at', 'park=activate'),"
        " (2, 'decide_at', 'filter=a=b'), (3, 'decide_at', 'mode='), (4, 'decide_at', 'odd');"
        "INSERT INTO claim(position, says, metric, variant, workload)"
        " VALUES(0, 'few', '', '', 'cma-churn park=activate'), (1, 'odd', '', '', 'a b')");
    const auto check = [this] {
      const auto run = read()->run();
      EXPECT_EQ(run->about, (std::vector<AboutRow>{{"question", "Why?"}}));
      EXPECT_EQ(run->decide_at,
                (NamedValues{{"park", "activate"}, {"filter", "a=b"}, {"mode", ""}, {"odd", ""}}));
      EXPECT_EQ(run->claims.at(0).workload, (WorkloadName{"cma-churn", {{"park", "activate"}}}));
      EXPECT_EQ(run->claims.at(1).workload, (WorkloadName{"a b"}));
    };
    check();
    {
      auto writer = version == 4 ? Writer::reopen(file_) : Writer::reopen_finished(file_);
      ASSERT_TRUE(writer.ok()) << writer.fault().what;
      ASSERT_TRUE((*writer)->replace_derived({0}, {}).ok());
    }
    check();
  }
}

// Committed cells cannot have this; a file from elsewhere can.
TEST_F(OldSchemaTest, MoreStoredThanProduced_IsUnaccountedFor) {
  make_version(4);
  execute("UPDATE cpu_books SET stored = stored + 3, lost_transport = -3");
  EXPECT_EQ(ask(*read(), "select sum(unaccounted) from accounting"), "3\n");
}

}  // namespace
}  // namespace folioscope::store
