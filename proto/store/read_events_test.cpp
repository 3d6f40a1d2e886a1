// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "testing/page_builder.h"
#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class ReadEventsTest : public StoreTest {
 protected:
  void SetUp() override {
    writer_ = create();
    ASSERT_TRUE(commit(*writer_, 0).ok());
    ASSERT_TRUE(commit(*writer_, 1).ok());
    reader_ = read();
  }
  // "cpu time name" for each event; the same out of SQL is the oracle.
  std::string listed(const EventSelection& selection) {
    std::string text;
    const Status status = reader_->events(selection, [&](const EventView& event) {
      EXPECT_EQ(event.cell, selection.cell);
      text += fmt::format("{}|{}|{}\n", event.cpu, event.time_ns,
                          event.format == nullptr ? "" : event.format->name);
      return true;
    });
    return status.ok() ? text : "fault: " + status.fault().what;
  }
  std::string by_sql(const std::string& where) {
    return ask(*reader_, "select cpu, time_ns, name from event where " + where);
  }

  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Reader> reader_;
};

TEST_F(ReadEventsTest, ASelectionIsWhatSqlFinds) {
  const std::pair<EventSelection, const char*> kSelections[] = {
      {{.cell = {0}}, "cell_id = 0"},
      {{.cell = {1}, .cpu = 1}, "cell_id = 1 and cpu = 1"},
      {{.cell = {0}, .min_ns = 1'010'000, .max_ns = 2'010'000},
       "cell_id = 0 and time_ns between 1010000 and 2010000"},
      {{.cell = {0}, .names = {"cma_alloc_start"}}, "cell_id = 0 and name = 'cma_alloc_start'"},
      {{.cell = {0}, .names = {"cma_alloc_start", "page_ref_mod"}}, "cell_id = 0"},
      {{.cell = {0}, .pid = 77}, "cell_id = 0 and pid = 77"},
      {{.cell = {0}, .pfn = 1003}, "cell_id = 0 and pfn = 1003"},
      {{.cell = {0}, .names = {"page_ref_mod"}, .pid = 61, .pfn = 1007},
       "cell_id = 0 and pid = 61 and pfn = 1007"},
  };
  for (const auto& [selection, where] : kSelections) {
    const std::string events = by_sql(where);
    EXPECT_EQ(listed(selection), events) << where;
  }
  EXPECT_NE(listed({.cell = {0}, .pfn = 1003}), "");
  EXPECT_EQ(listed({.cell = {0}, .names = {"none"}}), "");
  EXPECT_EQ(listed({.cell = {3}}), "");
}

TEST_F(ReadEventsTest, AVisitorThatHasEnoughSeesNoMore) {
  int seen = 0;
  ASSERT_TRUE(reader_->events({.cell = {0}}, [&](const EventView&) { return ++seen < 3; }).ok());
  EXPECT_EQ(seen, 3);
}

TEST_F(ReadEventsTest, AStopRequestEndsTheWalk) {
  std::stop_source stop;
  stop.request_stop();
  const Status status = reader_->events(
      {.cell = {0}}, [](const EventView&) { return true; }, stop.get_token());
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.fault().what.find("stopped"), std::string::npos);
}

TEST_F(ReadEventsTest, WhatHasNoFormatOrIsCutShortHasNoFieldsToSelectBy) {
  trace::PageBuilder page(5);
  page.event(7, trace::RecordBytes(9999));
  page.event(8, trace::RecordBytes(kPageRefId).put(std::uint32_t{1}));
  PageChunk chunk{.events = 2, .first = {7}, .last = {8}, .pages = page.finish()};
  ASSERT_TRUE(writer_->commit_cell(made_record({2}, {}), source_of({chunk})).ok());
  EXPECT_EQ(listed({.cell = {2}}), "0|7|\n0|8|page_ref_mod\n");
  EXPECT_EQ(listed({.cell = {2}, .pfn = 1}), "");
  EXPECT_EQ(listed({.cell = {2}, .pid = 1}), "");
}

TEST_F(ReadEventsTest, FormatsOfALaterCellAreKnownToAnOpenReader) {
  EXPECT_NE(listed({.cell = {0}}), "");
  auto record = made_record({2}, {});
  std::string& text = record.formats->formats[1].text;
  text.replace(text.find("name: cma_alloc_start"), 21, "name: another_start");
  trace::PageBuilder page(5);
  page.event(7, trace::RecordBytes(kCmaStartId));
  PageChunk chunk{.events = 1, .first = {7}, .last = {7}, .pages = page.finish()};
  ASSERT_TRUE(writer_->commit_cell(record, source_of({chunk})).ok());
  EXPECT_EQ(listed({.cell = {2}}), "0|7|another_start\n");
}

TEST_F(ReadEventsTest, AnEventSaysItsChunk_AndWhetherOthersWereLostBeforeIt) {
  trace::PageBuilder whole(5), after(20);
  whole.event(7, trace::RecordBytes(9999));
  after.lost(3).event(21, trace::RecordBytes(9999)).event(22, trace::RecordBytes(9999));
  const std::vector<PageChunk> chunks = {
      {.events = 1, .first = {7}, .last = {7}, .pages = whole.finish()},
      {.seq = 1, .events = 2, .first = {21}, .last = {22}, .pages = after.finish()}};
  ASSERT_TRUE(writer_->commit_cell(made_record({2}, {}), source_of(chunks)).ok());
  std::string seen;
  ASSERT_TRUE(reader_
                  ->events({.cell = {2}},
                           [&](const EventView& event) {
                             seen += fmt::format("{}:{}:{} ", event.chunk, event.time_ns,
                                                 event.after_loss);
                             return true;
                           })
                  .ok());
  EXPECT_EQ(seen, "0:7:false 1:21:true 1:22:false ");
}

// More chunks than are decoded ahead; the oracle walks the whole pages.
TEST_F(ReadEventsTest, ManyChunksAreVisitedInTheirOrder) {
  std::vector<PageChunk> chunks;
  for (int cpu = 0; cpu < 3; ++cpu)
    for (int seq = 0; seq < 30; ++seq)
      chunks.push_back(made_chunk({.cpu = cpu,
                                   .seq = seq,
                                   .start_ns = 1'000'000u * static_cast<unsigned>(seq + 1),
                                   .first_pfn = 1'000u * static_cast<unsigned>(seq + 1)}));
  ASSERT_TRUE(writer_->commit_cell(made_record({2}, chunks), source_of(chunks)).ok());
  std::string all, starts;
  for (const PageChunk& chunk : chunks)
    for (std::span<const std::byte> pages = chunk.pages; !pages.empty();
         pages = pages.subspan(4096)) {
      trace::PageCursor cursor({}, pages.first(4096));
      for (trace::Record record; cursor.next(record);) {
        const bool start = record.type() == kCmaStartId;
        const std::string line = fmt::format("{}|{}|{}\n", chunk.cpu, record.time.ns,
                                             start ? "cma_alloc_start" : "page_ref_mod");
        all += line;
        if (start) starts += line;
      }
    }
  EXPECT_EQ(listed({.cell = {2}}), all);
  EXPECT_EQ(listed({.cell = {2}, .names = {"cma_alloc_start"}}), starts);
}

TEST_F(ReadEventsTest, FieldsOfNamedEventsAreThoseOfTheWholePages) {
  const auto pfns_of = [&](const std::vector<std::string>& names) {
    std::string text;
    EXPECT_TRUE(reader_
                    ->events({.cell = {1}, .names = names},
                             [&](const EventView& event) {
                               if (event.format->name != "cma_alloc_start") return true;
                               for (const std::byte byte : event.record)
                                 text += fmt::format("{:02x}", static_cast<unsigned>(byte));
                               return true;
                             })
                    .ok());
    return text;
  };
  EXPECT_NE(pfns_of({}), "");
  EXPECT_EQ(pfns_of({"cma_alloc_start"}), pfns_of({}));
}

TEST_F(ReadEventsTest, ASummaryOfEachChunkNeedsNoPages) {
  std::vector<ChunkSummary> expected;
  for (const PageChunk& chunk : made_chunks())
    expected.push_back({chunk.cpu,
                        chunk.seq,
                        chunk.events,
                        static_cast<std::int64_t>(chunk.first.ns),
                        static_cast<std::int64_t>(chunk.last.ns),
                        {{"cma_alloc_start", 2}, {"page_ref_mod", chunk.events - 2}}});
  const auto summaries = reader_->chunk_summaries({1});
  ASSERT_TRUE(summaries.ok());
  EXPECT_EQ(*summaries, expected);
  EXPECT_TRUE(reader_->chunk_summaries({3})->empty());
}

}  // namespace
}  // namespace folioscope::store
