// SPDX-License-Identifier: GPL-3.0-or-later
// What is in one chunk of events: how many of each type and when, and which tasks and pages its
// events are about. Made while a chunk is packed; read by queries that want to leave out chunks
// that cannot have an answer, or that only count. Internal to store/.
//
// A record of chunk_index.data, little endian:
//   u32 version (1), u32 number of types
//   i64 events of the chunk, i64 bytes of its packed pages: the chunk that it is about
//   for each type, rising: u64 type, i64 events, i64 first and i64 last time (stored times)
//   two filters, of common_pid and of fields named pfn:
//     u32 number of hashes (0: any value may be there), u32 bits (a multiple of 64; 0: no value is
//     there), then the bits
//   u64 checksum of everything before it
// The filters are Bloom filters (Bloom 1970): a value that is there is always found, of those that
// are not about 1 % are, more once a filter has its largest size.
//
// What is damaged, cut off or of another chunk is no index: then the pages are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "store/records.h"
#include "trace/format.h"

namespace folioscope::store {

// Has a place for each value that was added, and by chance for some that were not.
class ValueFilter {
 public:
  static constexpr std::size_t kMostBits = std::size_t{8} << 13;  // 8 KiB

  // Nothing is in it.
  ValueFilter() = default;
  static ValueFilter of(std::span<const std::int64_t> different_values);
  static ValueFilter of_anything() { return ValueFilter(0, {}); }

  bool may_have(std::int64_t value) const;

 private:
  friend class ChunkIndex;
  ValueFilter(std::uint32_t hashes, std::vector<std::uint64_t> words)
      : hashes_(hashes), words_(std::move(words)) {}

  std::uint32_t hashes_ = 1;
  std::vector<std::uint64_t> words_;
};

// Which chunk an index is of.
struct ChunkSize {
  std::int64_t events = 0, packed_bytes = 0;

  bool operator==(const ChunkSize&) const = default;
};

class ChunkIndex {
 public:
  struct Type {
    std::uint16_t id = 0;
    std::int64_t events = 0;
    std::int64_t first_ns = 0, last_ns = 0;
  };
  // More types than the events a kernel has: such a chunk has no index.
  static constexpr std::size_t kMostTypes = 4096;

  // Nothing: `data` is not a whole, undamaged record of this chunk.
  static std::optional<ChunkIndex> read(std::span<const std::byte> data, const ChunkSize& chunk);
  std::vector<std::byte> write(const ChunkSize& chunk) const;
  // What ends a record of these bytes.
  static std::uint64_t checksum(std::span<const std::byte> bytes);

  std::vector<Type> types;  // by id; their events add up to the chunk's
  ValueFilter pids, pfns;
};

// Makes the records of one cell's chunks. One per thread.
class ChunkIndexer {
 public:
  explicit ChunkIndexer(const FormatSet& formats);

  // Empty: this chunk gets no index. `packed_bytes`: of the chunk as it is stored.
  std::vector<std::byte> index(const PageChunk& chunk, std::size_t page_size,
                               std::size_t packed_bytes);

 private:
  struct Fields {
    std::uint32_t fixed_size = 0;
    std::optional<trace::Field> pid;
    std::vector<trace::Field> pfns;
  };
  // Different values: open addressing, 0 apart.
  class Values {
   public:
    void clear();
    void add(std::int64_t value);
    std::vector<std::int64_t> all() const;

   private:
    void grow();

    std::vector<std::int64_t> slots_ = std::vector<std::int64_t>(1024);
    std::size_t count_ = 0;
    bool zero_ = false;
    std::int64_t latest_ = 0;  // a task's events come one after the other
  };
  struct Seen {
    std::int64_t events = 0, first_ns = 0, last_ns = 0;
  };
  void walk(std::span<const std::byte> pages, std::size_t page_size);
  void note(std::uint16_t type, std::int64_t time_ns, std::span<const std::byte> record);

  std::optional<trace::PageLayout> layout_;  // unset: cannot be read, there are no indexes
  std::vector<Fields> fields_;               // by type
  bool any_pid_ = false, any_pfn_ = false;   // there are fields whose values are no numbers
  std::vector<Seen> seen_;                   // by type, of the chunk at hand
  std::vector<std::uint16_t> types_;         // with events in it
  Values pids_, pfns_;
};

}  // namespace folioscope::store
