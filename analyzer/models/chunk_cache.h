// SPDX-License-Identifier: GPL-3.0-or-later
// The decoded chunks of one boot, as many as fit: those that were looked at last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>

#include "query/event_chunks.h"

namespace folioscope::models {

class ChunkCache {
 public:
  struct Key {
    int cpu = 0;
    std::int64_t seq = 0;
    auto operator<=>(const Key&) const = default;
  };
  static constexpr std::size_t kMostBytes = std::size_t{88} << 20;

  explicit ChunkCache(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

  // Null: not there. Looking keeps them; they stay until the next put().
  const query::ChunkProfile* profile(const Key& key) const;
  const query::ChunkEvents* events(const Key& key) const;

  // Makes room: first the events of others go, then their profiles.
  void put(const Key& key, query::DecodedChunk chunk);
  void clear();
  std::size_t bytes() const { return bytes_; }
  std::size_t most_bytes() const { return most_bytes_; }

 private:
  struct Entry {
    query::DecodedChunk chunk;
    mutable std::uint64_t looked_at = 0;  // the number of the look
  };
  const Entry* look(const Key& key) const;
  bool drop_one(const Key& but, bool whole);

  std::size_t most_bytes_;
  std::size_t bytes_ = 0;
  mutable std::uint64_t looks_ = 0;
  std::map<Key, Entry> entries_;
};

}  // namespace folioscope::models
