// SPDX-License-Identifier: GPL-3.0-or-later
// The events of a boot chunk by chunk, in what a picture over time needs of them: when, and which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "query/time_span.h"
#include "store/reader.h"

namespace folioscope::query {

struct EventName {
  std::string system, name;  // both empty: no format has this type

  auto operator<=>(const EventName&) const = default;
};

// All events of one chunk: 9 bytes for each.
struct ChunkEvents {
  static constexpr std::size_t kMostNames = 255;

  std::vector<EventName> names;     // that occur here
  std::vector<std::int64_t> times;  // rising
  std::vector<std::uint8_t>
      kinds;  // of each event: its place in `names`; kMostNames: none of these
  // Where events were lost, from the event before to the one after; a `begin_ns` of 0: before the
  // first event of this chunk.
  std::vector<TimeSpan> losses;

  std::size_t bytes() const { return times.size() * 9 + names.size() * 64 + 128; }
};

// How the events of a chunk spread over its time: for pictures in which it is a few hundred pixels
// wide or less.
struct ChunkProfile {
  static constexpr std::size_t kBuckets = 512;

  TimeSpan span;
  std::vector<std::uint32_t> before;  // events before each bucket; the last one: all of them
  std::vector<std::string> systems;   // that occur here
  std::vector<std::uint8_t> most;  // of each bucket: the place in `systems` of most of its events

  std::size_t bytes() const { return before.size() * 4 + most.size() + systems.size() * 32 + 128; }
  std::int64_t bucket_ns() const { return span.length() / static_cast<std::int64_t>(kBuckets) + 1; }
  // Of the chunk's events those before `ns`; inside of a bucket they are taken to be even.
  double events_before(std::int64_t ns) const;
  // The system of most events around `ns`; empty: there are none.
  std::string_view system_at(std::int64_t ns) const;
};
ChunkProfile profile_of(const ChunkEvents& events);

struct DecodedChunk {
  ChunkProfile profile;
  std::shared_ptr<const ChunkEvents> events;
};

// Neighbouring chunks of one CPU, by their summaries.
struct ChunkRun {
  int cpu = 0;
  std::int64_t first = 0, last = 0;  // ChunkSummary::seq
  std::int64_t min_ns = 0, max_ns = 0;
};
// By ChunkSummary::seq.
Result<std::map<std::int64_t, DecodedChunk>> read_chunks(store::Reader& reader, CellId cell,
                                                         const ChunkRun& run,
                                                         const std::stop_token& stop);

}  // namespace folioscope::query
