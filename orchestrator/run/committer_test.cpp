// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/committer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <latch>

#include "base/temp_dir.h"
#include "store/reader.h"
#include "testing/made_rows.h"

namespace folioscope::run {
namespace {

using testing::ElementsAre;

class CommitterTest : public testing::Test {
 protected:
  store::CellRecord record(std::int64_t cell) { return store::made_record({cell}, chunks_); }
  Result<store::PackedPages> pack(std::int64_t cell, const store::ChunkSource& source) {
    return store::PackedPages::pack(dir_.path(), record(cell).cell, source);
  }
  Status commit(std::int64_t cell) {
    TRY(const store::PackedPages pages, pack(cell, store::source_of(chunks_)));
    return committer_.commit(record(cell), pages.source());
  }
  std::vector<CellId> done() {
    const auto reader = *store::Reader::open(dir_ / "run.db");
    return *reader->refresh();
  }

  TempDir dir_ = *TempDir::create("run");
  std::vector<store::PageChunk> chunks_ = store::made_chunks();
  Committer committer_{*store::create_made_file(dir_ / "run.db")};
};

TEST_F(CommitterTest, WhoeverReturnsFromCommitFindsHisCellInTheStore) {
  ASSERT_TRUE(commit(2).ok());
  EXPECT_THAT(done(), ElementsAre(CellId{2}));
}

// Compressing takes longer than writing: it must not hold up another boot's result.
TEST_F(CommitterTest, WhileOneCellIsCompressed_AnotherIsCommitted) {
  std::promise<void> other_is_in;
  std::latch begun(1);
  int calls = 0;
  const store::ChunkSource slow = [&]() -> Result<std::optional<store::PageChunk>> {
    if (++calls == 2) {
      begun.count_down();
      other_is_in.get_future().wait();
    }
    return calls <= 2 ? std::optional(store::made_chunk({.seq = calls - 1})) : std::nullopt;
  };
  std::jthread worker([&] {
    const auto pages = pack(0, slow);
    ASSERT_TRUE(pages.ok());
    store::CellRecord cell;
    cell.cell = record(0).cell;
    EXPECT_TRUE(committer_.commit(std::move(cell), pages->source()).ok());
  });
  begun.wait();
  EXPECT_TRUE(commit(1).ok());
  EXPECT_THAT(done(), ElementsAre(CellId{1}));
  other_is_in.set_value();
  worker.join();
  EXPECT_THAT(done(), ElementsAre(CellId{0}, CellId{1}));
}

TEST_F(CommitterTest, AFaultIsOfTheCellThatHasIt) {
  store::CellRecord planned;
  planned.cell.id = {0};
  const Status refused = committer_.commit(planned, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.fault().domain, FaultDomain::Bug);
  EXPECT_TRUE(commit(1).ok());
}

TEST_F(CommitterTest, ManyAtOnceAreAllCommitted) {
  {
    std::vector<std::jthread> workers;
    for (std::int64_t cell = 0; cell < 4; ++cell)
      workers.emplace_back([this, cell] { EXPECT_TRUE(commit(cell).ok()); });
  }
  EXPECT_EQ(done().size(), 4u);
}

TEST_F(CommitterTest, OtherWritingWaitsItsTurn) {
  store::CellRecord failed;
  failed.cell.id = {3};
  failed.cell.status = CellStatus::HostError;
  ASSERT_TRUE(committer_.commit(failed, {}).ok());
  ASSERT_TRUE(
      committer_
          .write([](store::Writer& writer) { return writer.reset_cells({CellStatus::HostError}); })
          .ok());
  EXPECT_TRUE(commit(3).ok());
}

}  // namespace
}  // namespace folioscope::run
