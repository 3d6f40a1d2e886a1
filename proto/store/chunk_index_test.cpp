// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/chunk_index.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "testing/page_builder.h"
#include "testing/store_fixture.h"

namespace folioscope::store {
namespace {

using testing::SizeIs;

constexpr std::uint16_t kNobodysId = 999;
constexpr const char* kRows = "select cell_id, cpu, time_ns, name, pid, pfn from event";
constexpr const char* kCounts = "select cpu, name, count(*) from event";

std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t count, std::int64_t step) {
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(first + i * step);
  return values;
}

TEST(ValueFilters, FindEveryValueThatIsThere_AndFewThatAreNot) {
  for (const std::int64_t count : {1, 10, 1'000, 6'000}) {
    const auto values = numbers(-5, count, 3);
    const ValueFilter filter = ValueFilter::of(values);
    for (const std::int64_t value : values) EXPECT_TRUE(filter.may_have(value)) << value;
    int wrong = 0;
    for (const std::int64_t value : numbers(1'000'000, 10'000, 7)) wrong += filter.may_have(value);
    EXPECT_LT(wrong, 200) << count;
  }
}

TEST(ValueFilters, OfNothingHaveNothing_OfTooMuchAreBounded) {
  EXPECT_FALSE(ValueFilter::of({}).may_have(0));
  EXPECT_TRUE(ValueFilter::of_anything().may_have(0));
  ChunkIndex index;
  index.pfns = ValueFilter::of(numbers(0, 200'000, 1));
  EXPECT_TRUE(index.pfns.may_have(199'999));
  EXPECT_LT(index.write({}).size(), ValueFilter::kMostBits / 8 + 100);
}

TEST(ChunkIndexes, ComeBackAsTheyWere_ForTheirChunkAlone) {
  ChunkIndex index;
  index.types = {{5, 10, 100, 900}, {700, 2, 50, 60}};
  index.pids = ValueFilter::of(numbers(60, 3, 1));
  index.pfns = ValueFilter::of_anything();
  const auto bytes = index.write({12, 4'000});
  const auto back = ChunkIndex::read(bytes, {12, 4'000});
  ASSERT_TRUE(back);
  ASSERT_THAT(back->types, SizeIs(2));
  EXPECT_EQ(back->types[1].id, 700);
  EXPECT_EQ(back->types[0].last_ns, 900);
  EXPECT_TRUE(back->pids.may_have(61) && back->pfns.may_have(7));
  EXPECT_FALSE(back->pids.may_have(1'000));
  EXPECT_FALSE(ChunkIndex::read(bytes, {12, 4'001}));
  EXPECT_FALSE(ChunkIndex::read(bytes, {13, 4'000}));
}

TEST(ChunkIndexes, HaveEveryPageAndTaskOfALargeChunk) {
  ChunkIndexer indexer(made_formats());
  for (const std::size_t pages : {60, 1, 200}) {
    const PageChunk chunk = made_chunk({.pages = pages, .first_pfn = 0});
    const auto index = ChunkIndex::read(indexer.index(chunk, 4096, 77), {chunk.events, 77});
    ASSERT_TRUE(index);
    const auto refs = chunk.events - static_cast<std::int64_t>(pages);
    for (std::int64_t pfn = 0; pfn < refs; ++pfn) ASSERT_TRUE(index->pfns.may_have(pfn)) << pfn;
    for (const int pid : {60, 61, 62, 63, 64, 77}) EXPECT_TRUE(index->pids.may_have(pid)) << pid;
    EXPECT_FALSE(index->pids.may_have(78));
  }
}

TEST(ChunkIndexes, CutOffAnywhereOrWithAnyByteChanged_AreNone) {
  ChunkIndex index;
  index.types = {{5, 12, 100, 900}};
  index.pids = ValueFilter::of(numbers(60, 20, 1));
  const auto bytes = index.write({12, 4'000});
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(ChunkIndex::read(std::span(bytes).first(length), {12, 4'000})) << length;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    auto changed = bytes;
    changed[at] ^= std::byte{0x10};
    EXPECT_FALSE(ChunkIndex::read(changed, {12, 4'000})) << at;
  }
}

// A checksum is no proof of who made a record.
TEST(ChunkIndexes, ThatNobodyWrites_AreNone) {
  ChunkIndex index;
  index.types = {{5, 6, 100, 900}, {7, 6, 100, 900}};
  const auto good = index.write({12, 4'000});
  constexpr std::size_t kFirstId = 24, kFirstEvents = 32, kSecondEvents = 64, kBits = 92;
  const auto read_with = [&](std::size_t at, std::uint8_t byte, std::size_t at_too = 0) {
    auto record = good;
    record.resize(record.size() - sizeof(std::uint64_t));
    record[at] = std::byte{byte};
    if (at_too != 0) record[at_too] = std::byte{0};
    const std::uint64_t sum = ChunkIndex::checksum(record);
    const auto bytes = std::as_bytes(std::span(&sum, 1));
    record.insert(record.end(), bytes.begin(), bytes.end());
    return ChunkIndex::read(record, {12, 4'000});
  };
  EXPECT_TRUE(read_with(kFirstId, 5));
  EXPECT_FALSE(read_with(kFirstId + 2, 1)) << "a type of more than 16 bits";
  EXPECT_FALSE(read_with(kFirstId, 7)) << "a type twice";
  EXPECT_FALSE(read_with(kFirstEvents, 12, kSecondEvents)) << "a type without events";
  EXPECT_FALSE(read_with(kBits, 1)) << "a filter of no whole word";
}

class ChunkIndexTest : public StoreTest {
 protected:
  std::int64_t random(std::int64_t below) {
    return std::uniform_int_distribution<std::int64_t>(0, below - 1)(random_);
  }
  // Events of all kinds: known ones, of no format, too short for their format. Each chunk has its
  // own few tasks and pages, some of them those of others.
  PageChunk random_chunk(int cpu, std::int64_t seq) {
    PageChunk chunk{.cpu = cpu, .seq = seq};
    std::uint64_t now = 1'000'000 * static_cast<std::uint64_t>(seq + 1);
    chunk.first = {now};
    trace::PageBuilder page(now);
    const std::int64_t pfns = 1 + random(30), first_pfn = random(200), kinds = 1 + random(4);
    while (page.room() > 100) {
      const auto kind = random(kinds);
      const std::uint16_t type = kind == 0 ? kCmaStartId : kind == 1 ? kNobodysId : kPageRefId;
      trace::RecordBytes record(type, 60 + static_cast<int>(random(3) + seq));
      record.put(first_pfn + random(pfns));
      if (kind != 3)  // too short without
        for (int i = 0; i < 4; ++i) record.put(std::uint64_t{0});
      now += static_cast<std::uint64_t>(random(5'000));
      page.event(now, record);
      ++chunk.events;
    }
    chunk.last = {now};
    chunk.pages = page.finish();
    return chunk;
  }
  void store_random(std::int64_t cell, Writer& writer) {
    std::vector<PageChunk> chunks;
    for (int cpu = 0; cpu < 2; ++cpu)
      for (std::int64_t seq = 0; seq < 6; ++seq) chunks.push_back(random_chunk(cpu, seq));
    ASSERT_TRUE(writer.commit_cell(made_record({cell}, chunks), source_of(chunks)).ok());
  }
  std::string random_condition() {
    std::string where = " where 1";
    const auto maybe = [&](const std::string& condition) {
      if (random(3) == 0) where += " and " + condition;
    };
    maybe(fmt::format("cell_id = {}", random(2)));
    maybe(fmt::format("cpu = {}", random(2)));
    maybe(random(2) == 0 ? "name = 'page_ref_mod'" : "name = 'cma_alloc_start'");
    maybe(fmt::format("pid = {}", 58 + random(12)));
    maybe(fmt::format("pfn = {}", random(260)));
    maybe(fmt::format("time_ns >= {}", random(7'000'000)));
    maybe(fmt::format("time_ns < {}", random(7'000'000)));
    return where;
  }
  std::string events_of(Reader& reader, const EventSelection& selection) {
    std::string text;
    const Status status = reader.events(selection, [&](const EventView& event) {
      text += fmt::format("{}|{}|{}\n", event.cpu, event.time_ns, event.record.size());
      return true;
    });
    return status.ok() ? text : status.fault().what;
  }
  EventSelection random_selection() {
    EventSelection selection{.cell = {random(2)}};
    if (random(3) == 0) selection.names.emplace_back("page_ref_mod");
    if (random(3) == 0) selection.names.emplace_back("cma_alloc_start");
    if (random(2) == 0) selection.pid = 58 + random(12);
    if (random(2) == 0) selection.pfn = static_cast<std::uint64_t>(random(260));
    if (random(3) == 0) selection.min_ns = random(7'000'000);
    return selection;
  }
  // What many questions answer.
  std::vector<std::string> answers(std::mt19937::result_type seed) {
    random_.seed(seed);
    auto reader = read();
    std::vector<std::string> all;
    for (int i = 0; i < 150; ++i) {
      const std::string where = random_condition();
      all.push_back(where + '\n' + ask(*reader, kRows + where));
      all.push_back(where + '\n' + ask(*reader, kCounts + where + " group by 1, 2"));
      all.push_back(events_of(*reader, random_selection()));
    }
    return all;
  }

  std::mt19937 random_{1};
};

TEST_F(ChunkIndexTest, AnswersAreTheSameWithIndexes_WithoutThem_AndWithDamagedOnes) {
  {
    auto writer = create(2);
    store_random(0, *writer);
    store_random(1, *writer);
    ASSERT_TRUE(writer->finish({1}).ok());
  }
  ASSERT_EQ(ask(*read(), "select count(*) from chunk_index"), "24\n");
  const auto with = answers(7);
  execute(
      "UPDATE chunk_index SET data = substr(data, 1, length(data) - 1 - seq * 8) WHERE cpu = 0;"
      "UPDATE chunk_index SET data = substr(data, 1, 20) || x'ff' || substr(data, 22)"
      " WHERE cpu = 1");
  EXPECT_EQ(answers(7), with);
  execute("DELETE FROM chunk_index");
  EXPECT_EQ(answers(7), with);
}

TEST_F(ChunkIndexTest, AnIndexOfAnotherChunkIsNone) {
  {
    auto writer = create(2);
    store_random(0, *writer);
    ASSERT_TRUE(writer->finish({1}).ok());
  }
  const auto with = answers(3);
  execute(
      "UPDATE chunk_index SET data = (SELECT i.data FROM chunk_index i WHERE i.cpu = "
      "chunk_index.cpu AND i.seq = 5 - chunk_index.seq)");
  EXPECT_EQ(answers(3), with);
}

TEST_F(ChunkIndexTest, CountsAndWhatIsNowhereNeedNoPage) {
  auto writer = create(1);
  const auto chunks = made_chunks();
  ASSERT_TRUE(writer->commit_cell(made_record({0}, chunks), source_of(chunks)).ok());
  const char* const kByName = "select name, count(*) from event group by 1";
  const std::string before = ask(*read(), kByName);
  execute("UPDATE page_chunk SET data = zeroblob(length(data))");
  auto reader = read();
  EXPECT_EQ(ask(*reader, kByName), before);
  EXPECT_EQ(ask(*reader, "select count(*) from event where pfn = 999999"), "0\n");
  EXPECT_EQ(ask(*reader, "select count(*) from event where pid = 59"), "0\n");
  EXPECT_EQ(ask(*reader, "select count(*) from event where name = 'none'"), "0\n");
  EXPECT_THAT(ask(*reader, "select sum(pfn) from event"), testing::StartsWith("fault"));
}

TEST_F(ChunkIndexTest, ACounterOfEventsThatCannotBe_RefusesNoQuery) {
  auto writer = create(1);
  ASSERT_TRUE(commit(*writer, 0).ok());
  const char* const kByName = "select name, count(*) from event group by 1";
  const std::string before = ask(*read(), kByName);
  execute("UPDATE page_chunk SET events = 9223372036854775807");
  EXPECT_EQ(ask(*read(), kByName), before);
}

TEST_F(ChunkIndexTest, SeveralPidsOrPfns_AreOneWalk) {
  auto writer = create(1);
  ASSERT_TRUE(commit(*writer, 0).ok());
  auto reader = read();
  for (const char* field : {"pid", "pfn"})
    EXPECT_EQ(ask(*reader, fmt::format("select count(*) from event where {} in (61, 77, 1000, "
                                       "1001)",
                                       field)),
              ask(*reader, fmt::format("select count(*) from event where +{} in (61, 77, 1000, "
                                       "1001)",
                                       field)));
}

TEST_F(ChunkIndexTest, ASummaryOfAChunkSaysWhatIsInIt) {
  auto writer = create(1);
  ASSERT_TRUE(commit(*writer, 0).ok());
  const auto chunks = *read()->chunk_summaries(CellId{0});
  ASSERT_THAT(chunks, SizeIs(4));
  for (const ChunkSummary& chunk : chunks) {
    ASSERT_THAT(chunk.by_name, SizeIs(2));
    EXPECT_EQ(chunk.by_name[0], std::pair(std::string("cma_alloc_start"), std::int64_t{2}));
    EXPECT_EQ(chunk.by_name[1].second, chunk.events - 2);
  }
  execute("DELETE FROM chunk_index");
  EXPECT_TRUE(read()->chunk_summaries(CellId{0})->at(0).by_name.empty());
}

TEST_F(ChunkIndexTest, DamageIsFoundByVerify) {
  auto writer = create(1);
  ASSERT_TRUE(commit(*writer, 0).ok());
  EXPECT_THAT(*read()->verify(), testing::IsEmpty());
  execute("UPDATE chunk_index SET data = x'00' WHERE cpu = 1 AND seq = 0");
  EXPECT_THAT(*read()->verify(), testing::ElementsAre(testing::HasSubstr("chunk 0 of CPU 1")));
}

TEST_F(ChunkIndexTest, IsMadeAgainFromTheStoredPages) {
  auto writer = create(2);
  store_random(0, *writer);
  store_random(1, *writer);
  const char* const kAll = "select cell_id, cpu, seq, hex(data) from chunk_index";
  const std::string before = ask(*read(), kAll);
  execute("DELETE FROM chunk_index WHERE cell_id = 0");
  ASSERT_TRUE(writer->index_chunks(CellId{0}).ok());
  EXPECT_EQ(ask(*read(), kAll), before);
}

TEST_F(ChunkIndexTest, IsPackedBesideItsPages) {
  const auto chunks = made_chunks();
  const CellRecord record = made_record({0}, chunks);
  auto packed = PackedPages::pack(dir_.path(), record.cell, source_of(chunks), record.formats);
  ASSERT_TRUE(packed.ok());
  auto writer = create(1);
  ASSERT_TRUE(writer->commit_packed(record, packed->source()).ok());
  EXPECT_FALSE(read()->chunk_summaries(CellId{0})->at(3).by_name.empty());
}

}  // namespace
}  // namespace folioscope::store
