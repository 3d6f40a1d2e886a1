// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>

#include "testing/page_builder.h"
#include "testing/store_fixture.h"
#include "trace/page.h"

namespace folioscope::store {
namespace {

class EventTableTest : public StoreTest {
 protected:
  // Cells 0 and 1 with the sample's pages.
  void SetUp() override {
    writer_ = create();
    ASSERT_TRUE(commit(*writer_, 0).ok());
    ASSERT_TRUE(commit(*writer_, 1).ok());
    reader_ = read();
  }
  std::string ask(const std::string& sql) { return StoreTest::ask(*reader_, sql); }

  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

// The sample's events, walked here without the table.
struct Walked {
  std::int64_t refs = 0, starts = 0, pfn_sum = 0, last_ns = 0;
};
Walked walk(const std::vector<PageChunk>& chunks) {
  Walked walked;
  for (const PageChunk& chunk : chunks)
    for (std::size_t at = 0; at < chunk.pages.size(); at += 4096) {
      trace::PageCursor cursor({}, std::span(chunk.pages).subspan(at, 4096));
      trace::Record record;
      while (cursor.next(record)) {
        walked.last_ns = std::max(walked.last_ns, static_cast<std::int64_t>(record.time.ns));
        if (record.type() != kPageRefId) {
          ++walked.starts;
          continue;
        }
        std::int64_t pfn;
        std::memcpy(&pfn, record.data.data() + 8, sizeof pfn);
        walked.pfn_sum += pfn;
        ++walked.refs;
      }
    }
  return walked;
}

TEST_F(EventTableTest, GroupByNameCountsEveryEvent) {
  Walked walked = walk(made_chunks());
  EXPECT_EQ(
      ask("select name, count(*) from event group by 1"),
      fmt::format("cma_alloc_start|{}\npage_ref_mod|{}\n", 2 * walked.starts, 2 * walked.refs));
}

TEST_F(EventTableTest, FieldsOfEveryEventAreThere) {
  Walked walked = walk(made_chunks());
  EXPECT_EQ(ask("select sum(pfn), count(pfn), count(align), max(time_ns) from event"),
            fmt::format("{}|{}|{}|{}\n", 2 * walked.pfn_sum, 2 * walked.refs, 2 * walked.starts,
                        walked.last_ns));
}

TEST_F(EventTableTest, ARowShowsItsEventAndNullForFieldsOfOthers) {
  EXPECT_EQ(ask("select cell_id, cpu, time_ns, system, name, pid, name_, count, pfn, mapping "
                "from event limit 1"),
            "0|0|1000000|cma|cma_alloc_start|77|reserved|8192||\n");
  EXPECT_EQ(ask("select name_ is null, pfn, mt, mapping < 0 from event "
                "where name = 'page_ref_mod' limit 1"),
            "1|1000|1|1\n");
}

TEST_F(EventTableTest, AnAddressIsShownInHexadecimal_AndCountedWithAsANumber) {
  const std::string number =
      ask("select mapping + 0 from event where name = 'page_ref_mod' limit 1");
  const std::string shown = fmt::format("{:#x}", static_cast<std::uint64_t>(std::stoll(number)));
  EXPECT_EQ(ask("select mapping from event where name = 'page_ref_mod' limit 1"), shown + "\n");
  EXPECT_EQ(ask(fmt::format("select count(*) > 0 from event where mapping = {}", shown)), "1\n");
}

TEST_F(EventTableTest, StarHidesTheCommonFieldsButTheyCanBeAsked) {
  auto query = reader_->sql("select * from event limit 1");
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query->columns,
            (std::vector<std::string>{"cell_id", "cpu", "time_ns", "system", "name", "pid", "name_",
                                      "count", "align", "pfn", "flags", "mapcount", "mapping", "mt",
                                      "val"}));
  EXPECT_EQ(ask("select common_type, common_flags from event limit 1"), "289|0\n");
}

// Whatever the table takes over from SQLite must not change an answer: each condition is asked
// plain and once more in a form that cannot be pushed down.
TEST_F(EventTableTest, EveryConditionGivesTheSameWithAndWithoutItsShortCut) {
  const std::pair<const char*, const char*> kConditions[] = {
      {"cell_id = 1", "+cell_id = 1"},
      {"cell_id = '1'", "+cell_id = 1"},
      {"cell_id = 1.0", "+cell_id = 1"},
      {"cell_id = 1.5", "0"},
      {"cell_id = 'x'", "0"},
      {"cell_id = null", "0"},
      {"cpu = 1", "+cpu = 1"},
      {"name = 'page_ref_mod'", "+name = 'page_ref_mod'"},
      {"name = 'PAGE_REF_MOD'", "0"},
      {"name = 'PAGE_REF_MOD' collate nocase", "+name = 'page_ref_mod'"},
      {"name in ('page_ref_mod', 'cma_alloc_start')", "1"},
      {"name in ('page_ref_mod', 'none')", "+name = 'page_ref_mod'"},
      {"cpu in (1, 5)", "+cpu = 1"},
      {"name = 'cma_alloc_start' or cpu = 1", "+name = 'cma_alloc_start' or +cpu = 1"},
      {"name = 'cma_alloc_start' or time_ns < 1010000",
       "+name = 'cma_alloc_start' or +time_ns < 1010000"},
      {"time_ns between 1010000 and 2010000", "+time_ns >= 1010000 and +time_ns <= 2010000"},
      {"time_ns > 1010000.5", "+time_ns > 1010000.5"},
      {"time_ns >= '1010000'", "+time_ns >= 1010000"},
      {"time_ns < 1e30", "1"},
      {"time_ns > -1e30", "1"},
      {"time_ns > 9223372036854775807", "0"},
      {"cell_id = 0 and cpu = 1 and name = 'cma_alloc_start' and time_ns >= 2000000",
       "+cell_id = 0 and +cpu = 1 and +name = 'cma_alloc_start' and +time_ns >= 2000000"},
  };
  for (auto [quick, plain] : kConditions) {
    for (const char* columns : {"count(*)", "count(*), sum(pfn), min(time_ns), max(time_ns)"}) {
      std::string select = std::string("select ") + columns + " from event where ";
      std::string answer = ask(select + quick);
      EXPECT_EQ(answer, ask(select + plain)) << columns << " where " << quick;
      EXPECT_FALSE(answer.starts_with("fault")) << answer;
    }
  }
}

TEST_F(EventTableTest, GroupsAndOrdersOfCountedRowsAreThoseOfSqlite) {
  // max(time_ns) > 0 keeps the right hand side from being counted beforehand.
  for (const char* by : {"name", "cpu", "cell_id, name", "name, cell_id", "cpu, system, name"}) {
    std::string keys = by;
    std::string answer = ask("select " + keys + ", count(*) from event group by " + keys);
    EXPECT_FALSE(answer.starts_with("fault")) << answer;
    EXPECT_EQ(answer, ask("select " + keys + ", count(*) from event group by " + keys +
                          " having max(time_ns) > 0"))
        << by;
  }
  EXPECT_EQ(ask("select distinct name from event order by name desc"),
            "page_ref_mod\ncma_alloc_start\n");
  EXPECT_EQ(ask("select cpu, name from event order by name desc, cpu desc limit 1"),
            "1|page_ref_mod\n");
  EXPECT_EQ(ask("select name from event order by cell_id desc, name limit 1"), "cma_alloc_start\n");
}

TEST_F(EventTableTest, RowsCanBeJoinedWithTheirCells) {
  std::int64_t events = walk(made_chunks()).refs + walk(made_chunks()).starts;
  EXPECT_EQ(ask("select c.variant, count(*) from event e join cell c on c.id = e.cell_id "
                "group by 1 order by 1"),
            fmt::format("patched|{}\nstock|{}\n", events, events));
}

TEST_F(EventTableTest, RowidsAreDistinct) {
  EXPECT_EQ(ask("select count(*) = count(distinct rowid) from event"), "1\n");
  EXPECT_EQ(ask("select count(*) = count(distinct rowid) from event where pfn is not null"), "1\n");
}

TEST_F(EventTableTest, FormatsOfALaterCellMakeNewColumnsInAnOpenReader) {
  EXPECT_EQ(ask("select extra from event"), "fault: SQL: no such column: extra");
  auto record = made_record({2}, {});
  record.formats->formats[1].text += "";
  std::string& text = record.formats->formats[1].text;
  text.replace(text.find("align"), 5, "extra");
  trace::PageBuilder page(5);
  trace::RecordBytes start(kCmaStartId);
  start.put(std::uint32_t{2 << 16 | 20}).put(std::uint32_t{8}).put(std::uint32_t{3}).put_text("a");
  page.event(7, start);
  PageChunk chunk{.events = 1, .first = {7}, .last = {7}, .pages = page.finish()};
  ASSERT_TRUE(writer_->commit_cell(record, source_of({chunk})).ok());
  EXPECT_EQ(ask("select cell_id, name_, extra, align from event where extra is not null"),
            "2|a|3|\n");
}

TEST_F(EventTableTest, AnEventWithoutAFormatIsARowWithoutAName) {
  trace::PageBuilder page(5);
  page.event(7, trace::RecordBytes(9999));
  PageChunk chunk{.events = 1, .first = {7}, .last = {7}, .pages = page.finish()};
  ASSERT_TRUE(writer_->commit_cell(made_record({2}, {}), source_of({chunk})).ok());
  EXPECT_EQ(ask("select count(*), count(name), count(pid), min(time_ns) from event "
                "where cell_id = 2"),
            "1|0|0|7\n");
  EXPECT_EQ(ask("select name is null, count(*) from event where cell_id = 2 group by name"),
            "1|1\n");
}

TEST_F(EventTableTest, ARecordShorterThanItsFormatHasNullFields) {
  trace::PageBuilder page(5);
  page.event(7, trace::RecordBytes(kPageRefId).put(std::uint32_t{1}));
  PageChunk chunk{.events = 1, .first = {7}, .last = {7}, .pages = page.finish()};
  ASSERT_TRUE(writer_->commit_cell(made_record({2}, {}), source_of({chunk})).ok());
  EXPECT_EQ(ask("select name, pfn, val from event where cell_id = 2"), "page_ref_mod||\n");
}

TEST_F(EventTableTest, HostileTimesStayInOrderAndAreFoundByTheirBounds) {
  trace::PageBuilder page(std::uint64_t{1} << 63);
  page.event((std::uint64_t{1} << 63) + 5, trace::RecordBytes(9999));
  PageChunk chunk{.events = 1,
                  .first = {(std::uint64_t{1} << 63) + 5},
                  .last = {(std::uint64_t{1} << 63) + 5},
                  .pages = page.finish()};
  ASSERT_TRUE(writer_->commit_cell(made_record({2}, {}), source_of({chunk})).ok());
  EXPECT_EQ(ask("select time_ns from event where time_ns > 5000000000"), "9223372036854775807\n");
}

TEST_F(EventTableTest, AStopRequestEndsAScan) {
  std::stop_source stop;
  stop.request_stop();
  auto query = reader_->sql("select sum(pfn) from event", stop.get_token());
  ASSERT_FALSE(query.ok());
  EXPECT_NE(query.fault().what.find("stopped"), std::string::npos);
  EXPECT_EQ(ask("select count(*) > 0 from event"), "1\n");
}

}  // namespace
}  // namespace folioscope::store
