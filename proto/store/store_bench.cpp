// SPDX-License-Identifier: GPL-3.0-or-later
// What the store costs: packing, writing, reading back, scanning. The pages are made, with more
// random bits than a guest's; for recorded ones name a file of raw 4 KiB pages in the environment
// variable FOLIOSCOPE_BENCH_PAGES (formats: those of proto/trace/testdata).
#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "base/temp_dir.h"
#include "store/packed_pages.h"
#include "store/page_codec.h"
#include "store/reader.h"
#include "store/writer.h"
#include "testing/made_rows.h"
#include "testing/places.h"
#include "testing/recorded_trace.h"
#include "trace/page.h"

namespace folioscope::store {
namespace {

constexpr std::size_t kPage = 4096, kChunkPages = 256;

struct Input {
  FormatSet formats;
  std::vector<PageChunk> chunks;
  std::int64_t events = 0;
  std::size_t bytes = 0;
};

PageChunk chunk_of(std::vector<std::byte> pages, std::int64_t seq) {
  PageChunk chunk{.seq = seq, .pages = std::move(pages)};
  for (std::size_t at = 0; at < chunk.pages.size(); at += kPage) {
    trace::PageCursor cursor({}, std::span(chunk.pages).subspan(at, kPage));
    for (trace::Record record; cursor.next(record); ++chunk.events) {
      if (chunk.events == 0) chunk.first = record.time;
      chunk.first = std::min(chunk.first, record.time);
      chunk.last = std::max(chunk.last, record.time);
    }
  }
  return chunk;
}

std::vector<std::byte> pages_of(const char* file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<char> raw{std::istreambuf_iterator<char>(in), {}};
  raw.resize(raw.size() / kPage * kPage);
  auto bytes = std::as_bytes(std::span(raw));
  return {bytes.begin(), bytes.end()};
}

FormatSet recorded_formats() {
  auto recording = trace::load_recording(source_dir() + "/proto/trace/testdata", "refs");
  FormatSet formats{.header_page = recording.header_page, .formats = {}};
  for (const auto& [system, text] : recording.format_texts)
    formats.formats.push_back({system, trace::parse_event_format(system, text)->name, text});
  return formats;
}

const Input& input() {
  static const Input kInput = [] {
    Input made;
    const char* file = std::getenv("FOLIOSCOPE_BENCH_PAGES");
    made.formats = file ? recorded_formats() : made_formats();
    const std::vector<std::byte> pages =
        file ? pages_of(file) : made_chunk({.pages = 16 * kChunkPages}).pages;
    for (std::size_t at = 0; at < pages.size(); at += kPage * kChunkPages) {
      auto end = std::min(pages.size(), at + kPage * kChunkPages);
      made.chunks.push_back(chunk_of({pages.begin() + static_cast<std::ptrdiff_t>(at),
                                      pages.begin() + static_cast<std::ptrdiff_t>(end)},
                                     static_cast<std::int64_t>(made.chunks.size())));
      made.events += made.chunks.back().events;
      made.bytes += made.chunks.back().pages.size();
    }
    return made;
  }();
  return kInput;
}

CellRecord record_of(std::int64_t cell) {
  CellRecord record;
  record.cell.id = {cell};
  record.cell.status = CellStatus::Done;
  record.cell.page_size = kPage;
  record.formats = input().formats;
  return record;
}

void count_rates(benchmark::State& state, std::int64_t events_per_round) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(input().bytes));
  state.counters["events/s"] = benchmark::Counter(
      static_cast<double>(state.iterations() * events_per_round), benchmark::Counter::kIsRate);
}

void Pack(benchmark::State& state) {
  PageEncoder encoder;
  std::size_t packed = 0;
  for (auto _ : state) {
    packed = 0;
    for (const PageChunk& chunk : input().chunks)
      packed += encoder.encode(chunk.pages, kPage)->size();
  }
  count_rates(state, input().events);
  state.counters["bytes/event"] = static_cast<double>(packed) / static_cast<double>(input().events);
}
BENCHMARK(Pack);

void Unpack(benchmark::State& state) {
  PageEncoder encoder;
  PageDecoder decoder;
  std::vector<std::vector<std::byte>> packed;
  for (const PageChunk& chunk : input().chunks) {
    auto bytes = *encoder.encode(chunk.pages, kPage);
    packed.emplace_back(bytes.begin(), bytes.end());
  }
  for (auto _ : state)
    for (std::size_t i = 0; i < packed.size(); ++i)
      benchmark::DoNotOptimize(
          decoder.decode(kPageCodec, packed[i], {.pages = input().chunks[i].pages.size() / kPage}));
  count_rates(state, input().events);
}
BENCHMARK(Unpack);

// A cell a round, synced to disk; bytes/event counts all of the file that a cell adds.
void CommitCell(benchmark::State& state) {
  const TempDir dir = *TempDir::create("store");
  constexpr int kCells = 20'000;
  auto writer = *create_made_file(dir / "run.folio", kCells);
  const auto empty = std::filesystem::file_size(dir / "run.folio");
  std::int64_t cell = 0;
  for (auto _ : state) {
    Status status = writer->commit_cell(record_of(cell++), source_of(input().chunks));
    if (!status.ok()) return state.SkipWithError(status.fault().what.c_str());
  }
  (void)writer->finish({1});
  count_rates(state, input().events);
  state.counters["bytes/event"] =
      static_cast<double>(std::filesystem::file_size(dir / "run.folio") - empty) /
      static_cast<double>(cell * input().events);
}
BENCHMARK(CommitCell)->UseRealTime();

// What SQLite alone takes for the same pages, as they are.
void PlainBlobs(benchmark::State& state) {
  const TempDir dir = *TempDir::create("store");
  sqlite3* db = nullptr;
  sqlite3_open((dir / "plain.db").c_str(), &db);
  sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE page(data)",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO page VALUES(?1)", -1, &insert, nullptr);
  for (auto _ : state) {
    sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr);
    for (const PageChunk& chunk : input().chunks)
      for (std::size_t at = 0; at < chunk.pages.size(); at += kPage) {
        sqlite3_bind_blob(insert, 1, chunk.pages.data() + at, kPage, SQLITE_STATIC);
        sqlite3_step(insert);
        sqlite3_reset(insert);
      }
    sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  }
  sqlite3_finalize(insert);
  sqlite3_close(db);
  count_rates(state, input().events);
}
BENCHMARK(PlainBlobs)->UseRealTime();

void ask(benchmark::State& state, const char* sql) {
  const TempDir dir = *TempDir::create("store");
  auto writer = *create_made_file(dir / "run.folio", 1);
  (void)writer->commit_cell(record_of(0), source_of(input().chunks));
  auto reader = *Reader::open(dir / "run.folio");
  for (auto _ : state) {
    auto query = reader->sql(sql);
    if (!query.ok()) return state.SkipWithError(query.fault().what.c_str());
    benchmark::DoNotOptimize(query);
  }
  count_rates(state, input().events);
}
BENCHMARK_CAPTURE(ask, count_by_name, "select name, count(*) from event group by 1");
BENCHMARK_CAPTURE(ask, count_of_one_name,
                  "select count(*) from event where name = 'page_ref_freeze'");
BENCHMARK_CAPTURE(ask, sum_of_a_field, "select sum(pfn) from event");
BENCHMARK_CAPTURE(ask, group_by_a_field, "select pid, count(*) from event group by 1");
BENCHMARK_CAPTURE(
    ask, six_columns,
    "select max(time_ns), max(cpu), max(pfn), max(count), max(mt), max(val) from event");

// What an index costs a boot: the same pages packed with and without.
void packing_of(benchmark::State& state, bool indexed) {
  const std::optional<FormatSet> formats = indexed ? std::optional(input().formats) : std::nullopt;
  std::size_t index = 0;
  for (auto _ : state) {
    index = 0;
    const PackedSource packed = packing(record_of(0).cell, source_of(input().chunks), formats);
    for (auto chunk = *packed(); chunk; chunk = *packed()) index += chunk->index.size();
  }
  count_rates(state, input().events);
  state.counters["index bytes/event"] =
      static_cast<double>(index) / static_cast<double>(input().events);
}
BENCHMARK_CAPTURE(packing_of, without_index, false);
BENCHMARK_CAPTURE(packing_of, with_index, true);

// Ten million events of one boot: 576 chunks, each about 2,000 pages of its own, tasks that ten
// chunks have in common, and events of CMA in one of a hundred.
class LargeRun {
 public:
  static constexpr std::int64_t kChunks = 576;

  LargeRun() {
    auto writer = *create_made_file(indexed_, 1);
    (void)writer->commit_cell(record_of(0), [next = std::int64_t{0}]() mutable {
      using Chunk = std::optional<PageChunk>;
      if (next == kChunks) return Result<Chunk>(Chunk());
      const std::int64_t i = next++;
      return Result<Chunk>(
          Chunk(made_chunk({.seq = i,
                            .start_ns = 1 + static_cast<std::uint64_t>(i) * 50'000'000,
                            .pages = kChunkPages,
                            .first_pfn = static_cast<std::uint64_t>(i) * 20'000,
                            .first_pid = 60 + 5 * static_cast<int>(i / 10),
                            .cma_starts = i % 100 == 50})));
    });
    (void)writer->finish({1});
    std::filesystem::copy_file(indexed_, plain_);
    sqlite3* db = nullptr;
    sqlite3_open(plain_.c_str(), &db);
    sqlite3_exec(db, "DELETE FROM chunk_index", nullptr, nullptr, nullptr);
    sqlite3_close(db);
  }
  const std::filesystem::path& file(bool indexed) const { return indexed ? indexed_ : plain_; }

 private:
  TempDir dir_ = *TempDir::create("store");
  std::filesystem::path indexed_ = dir_ / "indexed.folio", plain_ = dir_ / "plain.folio";
};

void ask_large(benchmark::State& state, const char* sql, bool indexed) {
  static const LargeRun kRun;
  auto reader = *Reader::open(kRun.file(indexed));
  for (auto _ : state) {
    auto query = reader->sql(sql);
    if (!query.ok()) return state.SkipWithError(query.fault().what.c_str());
    benchmark::DoNotOptimize(query);
  }
}
#define ASK_LARGE(name, sql)                               \
  BENCHMARK_CAPTURE(ask_large, name##_indexed, sql, true); \
  BENCHMARK_CAPTURE(ask_large, name##_without, sql, false)
ASK_LARGE(counts, "select name, count(*) from event group by 1");
ASK_LARGE(name, "select count(*), max(time_ns) from event where name = 'cma_alloc_start'");
ASK_LARGE(pid, "select count(*), max(time_ns) from event where pid = 163");
ASK_LARGE(pfn, "select count(*), max(time_ns) from event where pfn = 5000123");

}  // namespace
}  // namespace folioscope::store

BENCHMARK_MAIN();
