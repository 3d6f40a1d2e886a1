// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/event_chunks.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace folioscope::query {
namespace {

// Gives each event type of a chunk its number.
class ChunkBuilder {
 public:
  void add(const store::EventView& event) {
    const std::int64_t ns = bounded_time(event.time_ns);
    if (event.after_loss) made_.losses.push_back({last_ns_, ns});
    last_ns_ = ns;
    made_.times.push_back(ns);
    made_.kinds.push_back(kind_of(event.format));
  }
  // A CPU's clock does not run back; of a guest that says so all events are kept, in order of time.
  ChunkEvents finish() {
    if (!std::ranges::is_sorted(made_.times)) sort();
    return std::move(made_);
  }

 private:
  std::uint8_t kind_of(const trace::EventFormat* format) {
    if (format == last_format_ && !made_.names.empty()) return last_kind_;
    const auto [known, added] = kinds_.try_emplace(format, 0);
    if (added) {
      known->second =
          static_cast<std::uint8_t>(std::min(made_.names.size(), ChunkEvents::kMostNames));
      if (made_.names.size() < ChunkEvents::kMostNames)
        made_.names.push_back(format == nullptr ? EventName{}
                                                : EventName{format->system, format->name});
    }
    last_format_ = format;
    return last_kind_ = known->second;
  }
  void sort() {
    std::vector<std::pair<std::int64_t, std::uint8_t>> events;
    events.reserve(made_.times.size());
    for (std::size_t i = 0; i < made_.times.size(); ++i)
      events.emplace_back(made_.times[i], made_.kinds[i]);
    std::ranges::stable_sort(events, {}, &std::pair<std::int64_t, std::uint8_t>::first);
    for (std::size_t i = 0; i < events.size(); ++i)
      std::tie(made_.times[i], made_.kinds[i]) = events[i];
  }

  ChunkEvents made_;
  std::map<const trace::EventFormat*, std::uint8_t> kinds_;
  const trace::EventFormat* last_format_ = nullptr;
  std::uint8_t last_kind_ = 0;
  std::int64_t last_ns_ = 0;
};

// The systems of a chunk's events, each once, and which one each kind is of.
struct Systems {
  std::vector<std::string> names;
  std::array<std::uint8_t, ChunkEvents::kMostNames + 1> of_kind{};

  explicit Systems(const ChunkEvents& events) {
    for (std::size_t kind = 0; kind < events.names.size(); ++kind)
      of_kind[kind] = place_of(events.names[kind].system);
    of_kind[ChunkEvents::kMostNames] = place_of("");
  }

 private:
  std::uint8_t place_of(const std::string& system) {
    const auto found = std::ranges::find(names, system);
    const auto at = found - names.begin();
    if (found == names.end()) names.push_back(system);
    return static_cast<std::uint8_t>(at);
  }
};

}  // namespace

double ChunkProfile::events_before(std::int64_t ns) const {
  if (before.empty() || ns <= span.begin_ns) return 0;
  if (ns > span.end_ns) return before.back();
  const std::int64_t into = ns - span.begin_ns;
  const auto bucket = static_cast<std::size_t>(into / bucket_ns());
  const double share = static_cast<double>(into % bucket_ns()) / static_cast<double>(bucket_ns());
  const double low = before.at(bucket), high = before.at(bucket + 1);
  return low + (high - low) * share;
}

std::string_view ChunkProfile::system_at(std::int64_t ns) const {
  if (most.empty() || ns < span.begin_ns || ns > span.end_ns) return {};
  return systems.at(most.at(static_cast<std::size_t>((ns - span.begin_ns) / bucket_ns())));
}

ChunkProfile profile_of(const ChunkEvents& events) {
  ChunkProfile profile;
  if (events.times.empty()) return profile;
  profile.span = {events.times.front(), events.times.back()};
  const Systems systems(events);
  profile.systems = systems.names;
  profile.before.assign(ChunkProfile::kBuckets + 1, 0);
  profile.most.assign(ChunkProfile::kBuckets, 0);
  const std::int64_t width = profile.bucket_ns();
  std::vector<std::uint32_t> counts(systems.names.size());
  for (std::size_t bucket = 0, at = 0; bucket < ChunkProfile::kBuckets; ++bucket) {
    const std::int64_t end = profile.span.begin_ns + static_cast<std::int64_t>(bucket + 1) * width;
    std::ranges::fill(counts, 0);
    for (; at < events.times.size() && events.times[at] < end; ++at)
      ++counts[systems.of_kind[events.kinds[at]]];
    profile.before[bucket + 1] = static_cast<std::uint32_t>(at);
    profile.most[bucket] =
        static_cast<std::uint8_t>(std::ranges::max_element(counts) - counts.begin());
  }
  return profile;
}

Result<std::map<std::int64_t, DecodedChunk>> read_chunks(store::Reader& reader, CellId cell,
                                                         const ChunkRun& run,
                                                         const std::stop_token& stop) {
  std::map<std::int64_t, ChunkBuilder> builders;
  std::pair<std::int64_t, ChunkBuilder*> last{-1, nullptr};
  store::EventSelection selection{.cell = cell, .cpu = run.cpu, .min_ns = run.min_ns};
  if (run.max_ns < kLatest) selection.max_ns = run.max_ns;  // else it may be any later time
  TRY_STATUS(reader.events(
      selection,
      [&](const store::EventView& event) {
        // A neighbour may touch the bounds of time.
        if (event.chunk < run.first || event.chunk > run.last) return true;
        if (event.chunk != last.first) last = {event.chunk, &builders[event.chunk]};
        last.second->add(event);
        return true;
      },
      stop));
  std::map<std::int64_t, DecodedChunk> chunks;
  for (std::int64_t seq = run.first; seq <= run.last; ++seq) {
    auto events = std::make_shared<ChunkEvents>(builders[seq].finish());
    chunks[seq] = {profile_of(*events), std::move(events)};
  }
  return chunks;
}

}  // namespace folioscope::query
