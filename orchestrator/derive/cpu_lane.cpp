// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/cpu_lane.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace folioscope::derive {

PageCounts& PageCounts::operator+=(const PageCounts& other) {
  unknown += other.unknown;
  damaged_pages += other.damaged_pages;
  damaged_bytes += other.damaged_bytes;
  pages_out_of_order += other.pages_out_of_order;
  events_out_of_order += other.events_out_of_order;
  lost += other.lost;
  return *this;
}

Result<bool> CpuLane::refill() {
  page_events_.clear();
  while (page_events_.empty()) {
    if (at_ == chunk_.size()) {
      TRY(auto chunk, source_());
      if (!chunk) return false;
      chunk_ = std::move(chunk->pages);
      at_ = 0;
      known_ = 0;
      facts_.emplace_back();
      continue;
    }
    const std::size_t size = std::min(boot_->page_size, chunk_.size() - at_);
    const auto page = std::span<const std::byte>(chunk_).subspan(at_, size);
    at_ += size;
    decode(page, facts_.back());
  }
  next = page_events_.data();
  end = next + page_events_.size();
  return true;
}

void CpuLane::decode(std::span<const std::byte> page, ChunkFacts& facts) {
  trace::PageCursor cursor(boot_->layout, page);
  trace::Record record;
  GuestTime first{std::numeric_limits<std::uint64_t>::max()}, last, before = before_;
  std::int64_t known = 0, unknown = 0, backwards = 0;
  while (cursor.next(record)) {
    const Dispatch::Route* route = dispatch_->find(record);
    if (route == nullptr) {
      ++unknown;
      continue;
    }
    ++known;
    first = std::min(first, record.time);
    last = std::max(last, record.time);
    for (std::int64_t* counter : route->counters) ++*counter;
    if (route->handlers.empty()) continue;
    if (record.time < before) ++backwards;
    before = record.time;
    page_events_.push_back({record, route, cpu_});
  }
  before_ = before;
  if (known > 0) {
    facts.first = known_ == 0 ? first : std::min(facts.first, first);
    facts.last = std::max(facts.last, last);
  }
  known_ += known;
  facts.events += known + unknown;
  counts_.unknown += unknown;
  counts_.events_out_of_order += backwards;
  note_page(cursor, last);
}

void CpuLane::note_page(const trace::PageCursor& cursor, GuestTime last) {
  if (cursor.error() != trace::PageError::None) ++counts_.damaged_pages;
  counts_.damaged_bytes += static_cast<std::int64_t>(cursor.damaged_bytes());
  // The guest's number, cut to one that sums of it cannot overflow.
  constexpr std::uint64_t kMostLost = std::uint64_t{1} << 32;
  if (cursor.loss().lost)
    counts_.lost += static_cast<std::int64_t>(std::min(cursor.loss().count.value_or(1), kMostLost));
  if (cursor.error() == trace::PageError::None && cursor.start() < newest_)
    ++counts_.pages_out_of_order;
  newest_ = std::max(newest_, last);
}

std::int64_t CpuLane::events() const {
  std::int64_t sum = 0;
  for (const ChunkFacts& chunk : facts_) sum += chunk.events;
  return sum;
}

}  // namespace folioscope::derive
