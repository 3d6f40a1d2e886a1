// SPDX-License-Identifier: GPL-3.0-or-later
// The events of one CPU as a line of a timeline needs them: counted by pixel, or one by one. Each
// takes time by pixels and chunks, not by events.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/chunk_cache.h"
#include "query/boot_outline.h"

namespace folioscope::models {

// How much a chunk may be guessed: by its summary alone, from its profile, not at all.
enum class Detail { Summary, Profile, Events };
// What a chunk needs in a picture where a pixel is `pixel_ns` long.
Detail needed_detail(const store::ChunkSummary& chunk, double pixel_ns);
Detail known_detail(const ChunkCache& cache, int cpu, const store::ChunkSummary& chunk);

struct Density {
  std::vector<double> events;             // in each column
  std::vector<std::string_view> systems;  // of most of them; empty: not known. Lives as the cache's
  double most = 0;                        // of a column
  double total = 0;
  Detail worst = Detail::Events;  // of the chunks that overlap
};
Density density_of(const query::CpuOutline& cpu, const ChunkCache& cache,
                   const query::TimeSpan& span, std::size_t columns);

struct EventTick {
  std::int64_t ns = 0;
  const query::EventName* name = nullptr;  // null: not known. Lives as the cache's
};
// The events in the span whose chunks are there, by time, at most so many.
std::vector<EventTick> ticks_of(const query::CpuOutline& cpu, const ChunkCache& cache,
                                const query::TimeSpan& span, std::size_t most);

// The next event after `ns` (the one before it), as far as chunks are there: of one that is not,
// its first (its last) event counts.
std::optional<std::int64_t> event_after(const query::CpuOutline& cpu, const ChunkCache& cache,
                                        std::int64_t ns);
std::optional<std::int64_t> event_before(const query::CpuOutline& cpu, const ChunkCache& cache,
                                         std::int64_t ns);

// Stretches in which the pages say that events were lost, of the chunks that are there.
std::vector<query::TimeSpan> losses_of(const query::CpuOutline& cpu, const ChunkCache& cache,
                                       const query::TimeSpan& span);

}  // namespace folioscope::models
