// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "query/event_text.h"

namespace folioscope::query {
namespace {

// An event on its way to a row.
struct Candidate {
  std::int64_t time_ns = 0;
  int cpu = 0;
  std::size_t found = 0;  // how many were found before it
  const trace::EventFormat* format = nullptr;
  std::vector<std::byte> record;

  auto order() const { return std::tuple(time_ns, cpu, found); }
};

bool is_earlier(const Candidate& a, const Candidate& b) { return a.order() < b.order(); }

// Keeps the `most` earliest ones of those it is given, in no order.
class Earliest {
 public:
  explicit Earliest(std::size_t most) : most_(most) {}

  void add(const store::EventView& event) {
    if (event.time_ns > latest_) return;
    kept_.push_back({event.time_ns,
                     event.cpu,
                     found_++,
                     event.format,
                     {event.record.begin(), event.record.end()}});
    if (kept_.size() >= 2 * most_ + kSpare) cut();
  }
  std::vector<Candidate> take() {
    if (kept_.size() > most_) cut();
    std::ranges::sort(kept_, is_earlier);
    return std::move(kept_);
  }

 private:
  static constexpr std::size_t kSpare = 64;

  void cut() {
    const auto end = kept_.begin() + static_cast<std::ptrdiff_t>(most_);
    std::ranges::nth_element(kept_, end, is_earlier);
    kept_.erase(end, kept_.end());
    latest_ = std::ranges::max_element(kept_, is_earlier)->time_ns;
  }

  std::size_t most_;  // at least 1
  std::size_t found_ = 0;
  std::int64_t latest_ = std::numeric_limits<std::int64_t>::max();
  std::vector<Candidate> kept_;
};

bool overlaps(const store::ChunkSummary& chunk, const store::EventSelection& selection) {
  return chunk.events > 0 && (!selection.cpu || chunk.cpu == *selection.cpu) &&
         (!selection.min_ns || chunk.last_ns >= *selection.min_ns) &&
         (!selection.max_ns || chunk.first_ns <= *selection.max_ns);
}

// Ends of stretches of time that follow one another, each with more events than the one before it:
// a window whose first events match costs little, and one with few matches not many walks.
std::vector<std::int64_t> stretch_ends(std::vector<store::ChunkSummary> chunks,
                                       const store::EventSelection& selection, std::size_t most) {
  constexpr std::int64_t kGrowth = 4;
  std::erase_if(chunks, [&](const auto& chunk) { return !overlaps(chunk, selection); });
  std::ranges::sort(chunks, {}, &store::ChunkSummary::last_ns);
  std::vector<std::int64_t> ends;
  const std::int64_t last = selection.max_ns.value_or(std::numeric_limits<std::int64_t>::max());
  std::int64_t wanted = kGrowth * static_cast<std::int64_t>(most), events = 0;
  for (const store::ChunkSummary& chunk : chunks) {
    events += chunk.events;
    if (chunk.last_ns >= last) break;
    if (events < wanted) continue;
    ends.push_back(chunk.last_ns);
    wanted *= kGrowth;
    events = 0;
  }
  ends.push_back(last);
  return ends;
}

EventRow row_of(const Candidate& candidate, CellId cell, const SymbolAt& symbol_at) {
  EventRow row{.cell = cell, .cpu = candidate.cpu, .time_ns = candidate.time_ns};
  if (candidate.format == nullptr) return row;
  row.system = candidate.format->system;
  row.name = candidate.format->name;
  row.pid = number_in(*candidate.format, "common_pid", candidate.record);
  if (const auto pfn = number_in(*candidate.format, "pfn", candidate.record))
    row.pfn = static_cast<std::uint64_t>(*pfn);
  row.fields = fields_text(*candidate.format, candidate.record, symbol_at);
  return row;
}

store::EventSelection selected(const EventWindow& window, const EventFilter& filter) {
  store::EventSelection selection = selection_of(filter, window.cell);
  if (window.begin_ns)
    selection.min_ns = std::max(*window.begin_ns, selection.min_ns.value_or(*window.begin_ns));
  if (window.end_ns)
    selection.max_ns = std::min(*window.end_ns, selection.max_ns.value_or(*window.end_ns));
  return selection;
}

}  // namespace

Result<EventRows> load_events(store::Reader& reader, const EventWindow& window,
                              const EventFilter& filter, std::size_t most, std::stop_token stop) {
  EventRows found;
  store::EventSelection selection = selected(window, filter);
  TRY(const auto chunks, reader.chunk_summaries(window.cell));
  const SymbolAt symbol_at = [&](std::uint64_t address) -> std::optional<std::string> {
    auto symbol = reader.symbol_at(window.cell, address);
    return symbol.ok() ? *std::move(symbol) : std::nullopt;  // the number is shown
  };
  EventMatcher matcher(filter, symbol_at);
  for (const std::int64_t end : stretch_ends(chunks, selection, most)) {
    Earliest earliest(most + 1 - found.rows.size());  // one more tells that there are more
    selection.max_ns = end;
    TRY_STATUS(reader.events(
        selection,
        [&](const store::EventView& event) {
          if (matcher.matches(event)) earliest.add(event);
          return true;
        },
        stop));
    for (const Candidate& candidate : earliest.take())
      found.rows.push_back(row_of(candidate, window.cell, symbol_at));
    if (found.rows.size() > most || end == std::numeric_limits<std::int64_t>::max()) break;
    selection.min_ns = end + 1;
  }
  found.more = found.rows.size() > most;
  if (found.more) found.rows.resize(most);
  return found;
}

std::string tab_separated(std::span<const EventRow> rows) {
  std::string text = "time_ns\tcpu\tevent\tpid\tfields\n";
  for (const EventRow& row : rows) {
    const std::string pid = row.pid ? fmt::format("{}", *row.pid) : std::string();
    const std::string event =
        row.name.empty() ? std::string() : fmt::format("{}.{}", row.system, row.name);
    text += fmt::format("{}\t{}\t{}\t{}\t{}\n", row.time_ns, row.cpu, event, pid, row.fields);
  }
  return text;
}

}  // namespace folioscope::query
