// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event_density.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace folioscope::models {
namespace {

query::TimeSpan span_of(const store::ChunkSummary& chunk) {
  return {chunk.first_ns, chunk.last_ns};
}

// What is known of one chunk, asked by time.
class KnownChunk {
 public:
  KnownChunk(const ChunkCache& cache, int cpu, const store::ChunkSummary& chunk)
      : chunk_(chunk),
        events_(cache.events({cpu, chunk.seq})),
        profile_(cache.profile({cpu, chunk.seq})) {}

  Detail detail() const {
    if (events_ != nullptr) return Detail::Events;
    return profile_ != nullptr ? Detail::Profile : Detail::Summary;
  }
  double events_before(std::int64_t ns) const {
    if (events_ != nullptr)
      return static_cast<double>(std::ranges::lower_bound(events_->times, ns) -
                                 events_->times.begin());
    if (profile_ != nullptr) return profile_->events_before(ns);
    if (ns <= chunk_.first_ns) return 0;
    if (ns > chunk_.last_ns) return static_cast<double>(chunk_.events);
    return static_cast<double>(chunk_.events) * static_cast<double>(ns - chunk_.first_ns) /
           static_cast<double>(chunk_.last_ns - chunk_.first_ns + 1);
  }
  // `ns`: the middle of a column that has events.
  std::string_view system_at(std::int64_t ns) const {
    return profile_ == nullptr ? std::string_view() : profile_->system_at(ns);
  }

 private:
  const store::ChunkSummary& chunk_;
  const query::ChunkEvents* events_;
  const query::ChunkProfile* profile_;
};

void add_chunk(const KnownChunk& chunk, const query::TimeSpan& extent, const query::TimeSpan& span,
               Density& density) {
  const double columns = static_cast<double>(density.events.size());
  const double column_ns = static_cast<double>(span.length()) / columns;
  const auto column_of = [&](std::int64_t ns) {
    const double at = static_cast<double>(ns - span.begin_ns) / column_ns;
    return static_cast<std::size_t>(std::clamp(at, 0.0, columns - 1));
  };
  const auto begin_of = [&](std::size_t column) {
    return span.begin_ns +
           static_cast<std::int64_t>(std::ceil(static_cast<double>(column) * column_ns));
  };
  const std::size_t first = column_of(extent.begin_ns), last = column_of(extent.end_ns);
  double before = chunk.events_before(std::max(span.begin_ns, extent.begin_ns));
  for (std::size_t column = first; column <= last; ++column) {
    const double after = chunk.events_before(
        column == last ? std::min(span.end_ns, extent.end_ns) + 1 : begin_of(column + 1));
    if (after <= before) continue;
    const double some = after - before;
    before = after;
    density.total += some;
    if (density.events[column] < some || density.systems[column].empty())
      density.systems[column] =
          chunk.system_at(std::clamp(begin_of(column) + static_cast<std::int64_t>(column_ns / 2),
                                     extent.begin_ns, extent.end_ns));
    density.events[column] += some;
  }
}

template <class Visit>
void each_overlapping(const query::CpuOutline& cpu, const query::TimeSpan& span, Visit visit) {
  for (const store::ChunkSummary& chunk : cpu.chunks)
    if (span_of(chunk).overlaps(span)) visit(chunk);
}

}  // namespace

Detail needed_detail(const store::ChunkSummary& chunk, double pixel_ns) {
  const double bucket_ns = static_cast<double>(chunk.last_ns - chunk.first_ns) /
                           static_cast<double>(query::ChunkProfile::kBuckets);
  return bucket_ns > pixel_ns ? Detail::Events : Detail::Profile;
}

Detail known_detail(const ChunkCache& cache, int cpu, const store::ChunkSummary& chunk) {
  return KnownChunk(cache, cpu, chunk).detail();
}

Density density_of(const query::CpuOutline& cpu, const ChunkCache& cache,
                   const query::TimeSpan& span, std::size_t columns) {
  Density density;
  density.events.resize(columns);
  density.systems.resize(columns);
  if (columns == 0 || span.empty()) return density;
  each_overlapping(cpu, span, [&](const store::ChunkSummary& chunk) {
    const KnownChunk known(cache, cpu.cpu, chunk);
    density.worst = std::min(density.worst, known.detail());
    add_chunk(known, span_of(chunk), span, density);
  });
  density.most = *std::ranges::max_element(density.events);
  return density;
}

std::vector<EventTick> ticks_of(const query::CpuOutline& cpu, const ChunkCache& cache,
                                const query::TimeSpan& span, std::size_t most) {
  std::vector<EventTick> ticks;
  each_overlapping(cpu, span, [&](const store::ChunkSummary& chunk) {
    const query::ChunkEvents* events = cache.events({cpu.cpu, chunk.seq});
    if (events == nullptr) return;
    const auto from = std::ranges::lower_bound(events->times, span.begin_ns);
    for (auto at = static_cast<std::size_t>(from - events->times.begin());
         at < events->times.size() && events->times[at] <= span.end_ns && ticks.size() < most;
         ++at) {
      const std::size_t kind = events->kinds[at];
      ticks.push_back(
          {events->times[at], kind < events->names.size() ? &events->names[kind] : nullptr});
    }
  });
  std::ranges::stable_sort(ticks, {}, &EventTick::ns);
  return ticks;
}

std::optional<std::int64_t> event_after(const query::CpuOutline& cpu, const ChunkCache& cache,
                                        std::int64_t ns) {
  std::optional<std::int64_t> next;
  for (const store::ChunkSummary& chunk : cpu.chunks) {
    if (chunk.last_ns <= ns || (next && chunk.first_ns >= *next)) continue;
    std::int64_t found = chunk.first_ns;
    if (const query::ChunkEvents* events = cache.events({cpu.cpu, chunk.seq})) {
      const auto at = std::ranges::upper_bound(events->times, ns);
      if (at == events->times.end()) continue;
      found = *at;
    } else if (chunk.first_ns <= ns) {
      found = chunk.last_ns;
    }
    next = std::min(next.value_or(found), found);
  }
  return next;
}

std::optional<std::int64_t> event_before(const query::CpuOutline& cpu, const ChunkCache& cache,
                                         std::int64_t ns) {
  std::optional<std::int64_t> previous;
  for (const store::ChunkSummary& chunk : cpu.chunks) {
    if (chunk.first_ns >= ns || (previous && chunk.last_ns <= *previous)) continue;
    std::int64_t found = chunk.last_ns < ns ? chunk.last_ns : chunk.first_ns;
    if (const query::ChunkEvents* events = cache.events({cpu.cpu, chunk.seq})) {
      const auto at = std::ranges::lower_bound(events->times, ns);
      if (at == events->times.begin()) continue;
      found = *std::prev(at);
    }
    previous = std::max(previous.value_or(found), found);
  }
  return previous;
}

std::vector<query::TimeSpan> losses_of(const query::CpuOutline& cpu, const ChunkCache& cache,
                                       const query::TimeSpan& span) {
  std::vector<query::TimeSpan> losses;
  std::int64_t last_ns = 0;  // of the chunk before
  for (const store::ChunkSummary& chunk : cpu.chunks) {
    const query::ChunkEvents* events = cache.events({cpu.cpu, chunk.seq});
    if (events != nullptr && span_of(chunk).overlaps(span))
      for (query::TimeSpan loss : events->losses) {
        if (loss.begin_ns == 0) loss.begin_ns = last_ns == 0 ? loss.end_ns : last_ns;
        if (loss.overlaps(span)) losses.push_back(loss);
      }
    last_ns = chunk.last_ns;
  }
  return losses;
}

}  // namespace folioscope::models
