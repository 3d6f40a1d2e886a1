// SPDX-License-Identifier: GPL-3.0-or-later
// The events of one CPU as a lane of trace::merge_by_time(): pages are decoded one at a time, and
// of their events those stay that a tracker wants to see in order. Counts as it goes what every
// page and chunk held.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "derive/derive.h"
#include "derive/trackers/dispatch.h"
#include "store/chunk_source.h"
#include "trace/page.h"

namespace folioscope::derive {

struct RoutedEvent : trace::Record {
  const Dispatch::Route* route = nullptr;
  std::uint16_t cpu = 0;
};

// Over all pages of a CPU.
struct PageCounts {
  std::int64_t unknown = 0;  // data events with no format or shorter than their format
  std::int64_t damaged_pages = 0, damaged_bytes = 0;
  std::int64_t pages_out_of_order = 0;   // begin before an earlier one ended
  std::int64_t events_out_of_order = 0;  // older than the one before, on the same page or across
  std::int64_t lost = 0;                 // by what the pages say

  PageCounts& operator+=(const PageCounts& other);
};

class CpuLane {
 public:
  CpuLane(const BootData& boot, const Dispatch& dispatch, int cpu, store::ChunkSource chunks)
      : boot_(&boot),
        dispatch_(&dispatch),
        source_(std::move(chunks)),
        cpu_(static_cast<std::uint16_t>(cpu)) {}

  // Of trace::merge_by_time().
  const RoutedEvent* next = nullptr;
  const RoutedEvent* end = nullptr;
  Result<bool> refill();

  const PageCounts& counts() const { return counts_; }
  const std::vector<ChunkFacts>& chunks() const { return facts_; }
  std::int64_t events() const;  // data events of all chunks

 private:
  void decode(std::span<const std::byte> page, ChunkFacts& facts);
  void note_page(const trace::PageCursor& cursor, GuestTime last);

  const BootData* boot_;
  const Dispatch* dispatch_;
  store::ChunkSource source_;
  std::uint16_t cpu_;
  std::vector<std::byte> chunk_;
  std::size_t at_ = 0;      // in the chunk
  std::int64_t known_ = 0;  // events of the chunk with a format, so far
  std::vector<RoutedEvent> page_events_;
  std::vector<ChunkFacts> facts_;
  PageCounts counts_;
  GuestTime newest_;  // a page may not begin before the last one ended
  GuestTime before_;  // of the event before
};

}  // namespace folioscope::derive
