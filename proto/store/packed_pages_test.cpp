// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/packed_pages.h"

#include <gtest/gtest.h>

#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

class PackedPagesTest : public StoreTest {};

TEST_F(PackedPagesTest, WhatWasPackedElsewhereComesBackBitForBit_AndLeavesNoFile) {
  auto writer = create();
  const std::vector<PageChunk> chunks = made_chunks();
  const CellRecord record = made_record({0}, chunks);
  std::filesystem::create_directory(dir_ / "spool");
  PackedSource source;
  {
    auto packed = PackedPages::pack(dir_ / "spool", record.cell, source_of(chunks));
    ASSERT_TRUE(packed.ok()) << packed.fault().what;
    EXPECT_TRUE(std::filesystem::is_empty(dir_ / "spool"));
    source = packed->source();
  }
  ASSERT_TRUE(writer->commit_packed(record, source).ok());
  std::size_t next = 0;
  ASSERT_TRUE(read()
                  ->pages({0},
                          [&](const PageChunk& chunk) -> Status {
                            EXPECT_EQ(chunk.cpu, chunks[next].cpu);
                            EXPECT_EQ(chunk.seq, chunks[next].seq);
                            EXPECT_EQ(chunk.events, chunks[next].events);
                            EXPECT_EQ(chunk.pages, chunks[next++].pages);
                            return {};
                          })
                  .ok());
  EXPECT_EQ(next, chunks.size());
}

TEST_F(PackedPagesTest, AStreamThatBreaksOffIsItsOwnFault) {
  int calls = 0;
  const ChunkSource failing = [&]() -> Result<std::optional<PageChunk>> {
    if (++calls == 2) return guest_fault("the stream broke off");
    return std::optional(made_chunk({}));
  };
  const auto packed = PackedPages::pack(dir_.path(), made_record({0}, {}).cell, failing);
  ASSERT_FALSE(packed.ok());
  EXPECT_EQ(packed.fault(), guest_fault("the stream broke off"));
}

TEST_F(PackedPagesTest, WithoutARoomToPackItIsTheHostsFault) {
  const auto packed =
      PackedPages::pack(dir_ / "nowhere", made_record({0}, {}).cell, source_of(made_chunks()));
  ASSERT_FALSE(packed.ok());
  EXPECT_EQ(packed.fault().domain, FaultDomain::Host);
}

}  // namespace
}  // namespace folioscope::store
