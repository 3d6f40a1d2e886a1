// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/chunk_cache.h"

#include <utility>

namespace folioscope::models {
namespace {

std::size_t bytes_of(const query::DecodedChunk& chunk) {
  return chunk.profile.bytes() + (chunk.events ? chunk.events->bytes() : 0);
}

}  // namespace

const ChunkCache::Entry* ChunkCache::look(const Key& key) const {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  found->second.looked_at = ++looks_;
  return &found->second;
}

const query::ChunkProfile* ChunkCache::profile(const Key& key) const {
  const Entry* entry = look(key);
  return entry == nullptr ? nullptr : &entry->chunk.profile;
}

const query::ChunkEvents* ChunkCache::events(const Key& key) const {
  const Entry* entry = look(key);
  return entry == nullptr ? nullptr : entry->chunk.events.get();
}

void ChunkCache::put(const Key& key, query::DecodedChunk chunk) {
  const auto [at, added] = entries_.try_emplace(key);
  if (!added) bytes_ -= bytes_of(at->second.chunk);
  at->second = {std::move(chunk), ++looks_};
  bytes_ += bytes_of(at->second.chunk);
  while (bytes_ > most_bytes_ && drop_one(key, false)) {
  }
  while (bytes_ > most_bytes_ && drop_one(key, true)) {
  }
}

// The one that was looked at longest ago.
bool ChunkCache::drop_one(const Key& but, bool whole) {
  auto oldest = entries_.end();
  for (auto at = entries_.begin(); at != entries_.end(); ++at) {
    if (at->first == but || (!whole && !at->second.chunk.events)) continue;
    if (oldest == entries_.end() || at->second.looked_at < oldest->second.looked_at) oldest = at;
  }
  if (oldest == entries_.end()) return false;
  bytes_ -= bytes_of(oldest->second.chunk);
  if (whole) {
    entries_.erase(oldest);
    return true;
  }
  oldest->second.chunk.events.reset();
  bytes_ += bytes_of(oldest->second.chunk);
  return true;
}

void ChunkCache::clear() {
  entries_.clear();
  bytes_ = 0;
}

}  // namespace folioscope::models
