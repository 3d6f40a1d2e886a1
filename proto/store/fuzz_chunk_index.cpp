// SPDX-License-Identifier: GPL-3.0-or-later
// Fuzz target: the first byte says as what the rest is taken. Even: a record of a chunk index
// without its checksum, which is put behind it; what is accepted is written again as it was read.
// Odd: pages of a chunk, whose index has to say what a walk over them finds.
#include <cstring>
#include <map>
#include <optional>
#include <vector>

#include "store/chunk_index.h"
#include "testing/fuzz.h"
#include "testing/made_rows.h"
#include "trace/page.h"

using namespace folioscope;
using namespace folioscope::store;
using fuzz::check;

namespace {

constexpr std::size_t kPage = 4096;

// Where the record says which chunk it is about, or zeros.
ChunkSize chunk_of(std::span<const std::byte> record) {
  ChunkSize chunk;
  constexpr std::size_t kBefore = 8;
  if (record.size() < kBefore + sizeof chunk) return chunk;
  std::memcpy(&chunk.events, record.data() + kBefore, sizeof chunk.events);
  std::memcpy(&chunk.packed_bytes, record.data() + kBefore + sizeof chunk.events,
              sizeof chunk.packed_bytes);
  return chunk;
}

void read_record(std::vector<std::byte> record) {
  const std::uint64_t sum = ChunkIndex::checksum(record);
  const auto bytes = std::as_bytes(std::span(&sum, 1));
  record.insert(record.end(), bytes.begin(), bytes.end());
  const ChunkSize chunk = chunk_of(record);
  const auto index = ChunkIndex::read(record, chunk);
  if (!index) return;
  check(index->write(chunk) == record);
  check(index->types.size() <= ChunkIndex::kMostTypes);
  (void)index->pids.may_have(7);
  (void)index->pfns.may_have(-1);
}

struct Found {
  std::map<std::uint16_t, std::int64_t> events;  // by type
  std::vector<std::int64_t> pids;
  std::int64_t all = 0;
};

Found walk(std::span<const std::byte> pages) {
  Found found;
  for (; pages.size() >= kPage; pages = pages.subspan(kPage)) {
    trace::PageCursor cursor(trace::PageLayout{}, pages.first(kPage));
    for (trace::Record record; cursor.next(record);) {
      ++found.events[record.type()];
      ++found.all;
      // A page_ref_mod in full: behind the common fields a pfn.
      if (record.type() != kPageRefId || record.data.size() < 48) continue;
      std::int32_t pid = 0;
      std::memcpy(&pid, record.data.data() + 4, sizeof pid);
      found.pids.push_back(pid);
    }
  }
  return found;
}

void index_pages(std::span<const std::uint8_t> bytes) {
  static ChunkIndexer indexer(made_formats());
  PageChunk chunk;
  chunk.pages = fuzz::copy_of(bytes);
  chunk.pages.resize((bytes.size() + kPage - 1) / kPage * kPage);
  const Found found = walk(chunk.pages);
  chunk.events = found.all;
  const std::vector<std::byte> record = indexer.index(chunk, kPage, 100);
  const auto index = ChunkIndex::read(record, {found.all, 100});
  check(index.has_value() && index->types.size() == found.events.size());
  for (const ChunkIndex::Type& type : index->types) {
    check(type.events == found.events.at(type.id) && type.first_ns <= type.last_ns);
  }
  for (const std::int64_t pid : found.pids) check(index->pids.may_have(pid));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Taker input(data, size);
  if (input.byte() % 2 == 0)
    read_record(fuzz::copy_of(input.rest()));
  else
    index_pages(input.bytes(2 * kPage));
  return 0;
}
