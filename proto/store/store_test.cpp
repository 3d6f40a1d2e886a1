// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "store/reader.h"
#include "store/sample_run.h"
#include "store/writer.h"

namespace folioscope::store {
namespace {

class StoreTest : public testing::Test {
 protected:
  ScratchDir dir_;
  std::filesystem::path file_ = dir_ / "run.folio";

  std::unique_ptr<Writer> create(int cells = 4) {
    auto writer = create_sample(file_, cells);
    EXPECT_TRUE(writer.ok()) << (writer.ok() ? "" : writer.fault().what);
    return *std::move(writer);
  }
  std::unique_ptr<Reader> read() {
    auto reader = Reader::open(file_);
    EXPECT_TRUE(reader.ok()) << (reader.ok() ? "" : reader.fault().what);
    return *std::move(reader);
  }
  static Status commit(Writer& writer, std::int64_t cell) {
    auto chunks = sample_chunks();
    return writer.commit_cell(sample_record({cell}, chunks), source_of(chunks));
  }
};

TEST_F(StoreTest, WhatIsKnownBeforeTheFirstBootComesBack) {
  auto writer = create();
  auto reader = read();
  auto run = reader->run();
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->name, "sample");
  EXPECT_EQ(run->seed, 0xfedcba9876543210);
  EXPECT_EQ(run->started, sample_run_row().started);
  EXPECT_FALSE(run->finished.has_value());
  ASSERT_EQ(reader->variants()->size(), 2u);
  EXPECT_EQ(reader->variants()->at(0).kernel_hash, "aa");
  EXPECT_EQ(reader->variants()->at(1).kernel_hash, std::nullopt);
  EXPECT_EQ(reader->machines()->at(0).memory, mib(512));
  EXPECT_EQ(reader->workloads()->at(0).args_json, R"({"allocations":50})");
  ASSERT_EQ(reader->cells()->size(), 4u);
  EXPECT_EQ(reader->cells()->at(3).variant, "patched");
  EXPECT_EQ(reader->cells()->at(3).status, CellStatus::Planned);
}

TEST_F(StoreTest, ACommittedCellComesBackWhole) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 1).ok());
  auto reader = read();
  CellRow cell = reader->cells()->at(1);
  EXPECT_EQ(cell.status, CellStatus::Done);
  EXPECT_EQ(cell.boot_ms, 2500);
  EXPECT_EQ(cell.cpus, 2);
  EXPECT_EQ(cell.agent_rss_bytes, 9u << 20);
  EXPECT_EQ(reader->metrics(CellId{1})->at(0), sample_record({1}, {}).metrics[0]);
  EXPECT_EQ(reader->metrics()->size(), 1u);
  EXPECT_EQ(reader->distributions(CellId{1})->at(0), sample_record({1}, {}).distributions[0]);
  EXPECT_EQ(reader->workload_results(CellId{1})->at(1), "not JSON");
  EXPECT_EQ(reader->vmstat(CellId{1})->at(0).after, 45);
  EXPECT_EQ(reader->probe_books(CellId{1})->at(0).hits, 12);
  EXPECT_EQ(reader->anomalies(CellId{1})->at(0).name, "unknown_event_id");
  EXPECT_EQ(reader->cpu_books(CellId{1})->size(), 2u);
  auto decoding = reader->decoding(CellId{1});
  ASSERT_TRUE(decoding.ok());
  EXPECT_EQ(decoding->page_size, 4096u);
  ASSERT_NE(decoding->formats.by_id(kPageRefId), nullptr);
  EXPECT_EQ(decoding->formats.by_id(kPageRefId)->name, "page_ref_mod");
  EXPECT_TRUE(reader->metrics(CellId{0})->empty());
}

TEST_F(StoreTest, PagesComeBackBitForBitInOrder) {
  auto writer = create();
  ASSERT_TRUE(commit(*writer, 0).ok());
  const auto chunks = sample_chunks();
  std::size_t next = 0;
  auto status = read()->pages({0}, [&](const PageChunk& chunk) -> Status {
    EXPECT_EQ(chunk.cpu, chunks[next].cpu);
    EXPECT_EQ(chunk.seq, chunks[next].seq);
    EXPECT_EQ(chunk.events, chunks[next].events);
    EXPECT_EQ(chunk.last, chunks[next].last);
    EXPECT_EQ(chunk.pages, chunks[next].pages);
    ++next;
    return {};
  });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(next, chunks.size());
}

}  // namespace
}  // namespace folioscope::store
