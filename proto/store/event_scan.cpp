// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/event_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "base/limits.h"
#include "base/on_cores.h"
#include "store/cell_rows.h"

namespace folioscope::store {
namespace {

// A rowid: cell, CPU, chunk, event of the chunk, from high to low; 63 bits in all.
constexpr int kCpuBits = std::bit_width(static_cast<std::uint64_t>(limits::kCpus - 1));
constexpr int kChunkBits = std::bit_width(static_cast<std::uint64_t>(limits::kChunksOfCpu - 1));
constexpr int kCellBits = std::bit_width(static_cast<std::uint64_t>(limits::kCells));
constexpr std::size_t kSmallestEvent = 8;  // a record header and one word
constexpr int kEventBits = std::bit_width(kMaxChunkBytes / kSmallestEvent - 1);
static_assert(kCellBits + kCpuBits + kChunkBits + kEventBits <= 63);

std::string chunk_query(const EventFilter& filter) {
  std::string sql =
      "SELECT p.cell_id, p.cpu, p.seq, p.pages, p.events, length(p.data), c.page_size, "
      "c.format_set, i.data FROM page_chunk p JOIN cell c ON c.id = p.cell_id "
      "LEFT JOIN chunk_index i ON i.cell_id = p.cell_id AND i.cpu = p.cpu AND i.seq = p.seq "
      "WHERE p.events > 0";
  if (filter.cell) sql += " AND p.cell_id = ?1";
  if (filter.cpu) sql += " AND p.cpu = ?2";
  if (filter.min_ns) sql += " AND p.last_ns >= ?3";
  if (filter.max_ns) sql += " AND p.first_ns <= ?4";
  return sql + " ORDER BY p.cell_id, p.cpu, p.seq";
}

}  // namespace

Result<EventScan> EventScan::open(Connection& db, const EventCatalog& catalog, EventFilter filter,
                                  std::stop_token stop) {
  TRY(Statement chunks, db.prepare(chunk_query(filter)));
  chunks.bind(filter.cell, filter.cpu, filter.min_ns, filter.max_ns);
  TRY(Statement pages, db.prepare("SELECT codec, data FROM page_chunk "
                                  "WHERE cell_id = ?1 AND cpu = ?2 AND seq = ?3"));
  return EventScan(catalog, std::move(filter), {std::move(chunks), std::move(pages)},
                   std::move(stop));
}

EventScan::EventScan(const EventCatalog& catalog, EventFilter filter, Statements statements,
                     std::stop_token stop)
    : catalog_(&catalog),
      filter_(std::move(filter)),
      statements_(std::move(statements)),
      stop_(std::move(stop)),
      ahead_(std::make_unique<DecodeAhead>(cores())),
      cursor_({}, {}) {
  const std::vector<std::string>& names = filter_.names;
  for (const EventCatalog::Name& name : catalog.names())
    named_.push_back(names.empty() || std::ranges::find(names, name.name) != names.end());
}

Result<bool> EventScan::next() {
  while (true) {
    while (cursor_.next(record_)) {
      ++index_;
      kind_ = chunk_.set ? chunk_.set->by_type(record_.type()) : nullptr;
      time_ns_ = stored_time(record_.time);
      if (!wanted()) continue;
      after_loss_ = std::exchange(page_after_loss_, false);
      return true;
    }
    if (next_page()) continue;
    TRY(const bool chunk, enter_chunk());
    if (!chunk) return false;
  }
}

bool EventScan::is_named(const EventKind* kind) const {
  if (filter_.names.empty()) return true;
  return kind && named_[static_cast<std::size_t>(kind->name_id)];
}

bool EventScan::wanted() const {
  if (filter_.min_ns && time_ns_ < *filter_.min_ns) return false;
  if (filter_.max_ns && time_ns_ > *filter_.max_ns) return false;
  return is_named(kind_);
}

bool EventScan::can_match(const Chunk& chunk) const {
  if (!chunk.index) return true;
  if (filter_.pid && !chunk.index->pids.may_have(*filter_.pid)) return false;
  if (filter_.pfn && !chunk.index->pfns.may_have(*filter_.pfn)) return false;
  return std::ranges::any_of(chunk.index->types, [&](const ChunkIndex::Type& type) {
    if (filter_.min_ns && type.last_ns < *filter_.min_ns) return false;
    if (filter_.max_ns && type.first_ns > *filter_.max_ns) return false;
    return is_named(chunk.set ? chunk.set->by_type(type.id) : nullptr);
  });
}

bool EventScan::next_page() {
  if (pages_.empty()) return false;
  const trace::PageLayout layout = chunk_.set ? chunk_.set->layout() : trace::PageLayout{};
  cursor_ = trace::PageCursor(layout, pages_.first(chunk_.shape.page_size));
  pages_ = pages_.subspan(chunk_.shape.page_size);
  page_after_loss_ |= cursor_.loss().lost;
  return true;
}

Result<std::optional<EventScan::Chunk>> EventScan::next_chunk() {
  while (true) {
    if (stop_.stop_requested()) return user_fault("the query was stopped");
    TRY(const bool row, statements_.chunks.step());
    if (!row) return std::optional<Chunk>();
    Chunk chunk = chunk_at(statements_.chunks);
    if (can_match(chunk)) return std::optional(std::move(chunk));
  }
}

EventScan::Chunk EventScan::chunk_at(const Statement& row) const {
  Chunk chunk{.cell = row.integer(0),
              .cpu = row.integer(1),
              .seq = row.integer(2),
              .shape = {.pages = static_cast<std::size_t>(row.integer(3))}};
  if (!row.null(6)) chunk.shape.page_size = static_cast<std::size_t>(row.integer(6));
  if (!row.null(7)) chunk.set = catalog_->set(row.integer(7));
  // Without formats no index was made.
  if (chunk.set && !row.null(8))
    chunk.index = ChunkIndex::read(row.blob(8), {row.integer(4), row.integer(5)});
  return chunk;
}

Result<StoredChunk> EventScan::packed(const Chunk& chunk) {
  statements_.pages.bind(chunk.cell, chunk.cpu, chunk.seq);
  TRY(const bool row, statements_.pages.step());
  if (!row)
    return bug_fault(
        fmt::format("chunk {} of cell {}, CPU {} is gone", chunk.seq, chunk.cell, chunk.cpu));
  const auto data = statements_.pages.blob(1);
  return StoredChunk{.codec = static_cast<int>(statements_.pages.integer(0)),
                     .data = {data.begin(), data.end()},
                     .shape = chunk.shape,
                     .wanted = wanted_types(chunk.set)};
}

// Pages of another layout are walked otherwise than the codec does.
std::optional<WantedTypes> EventScan::wanted_types(const EventSet* set) {
  if (filter_.names.empty() || set == nullptr || set->layout() != trace::PageLayout{})
    return std::nullopt;
  if (std::exchange(types_of_, set) != set) {
    types_.emplace();
    for (std::size_t i = 0; i < set->types(); ++i) {
      const auto type = static_cast<std::uint16_t>(i);
      if (is_named(set->by_type(type))) types_->add(type);
    }
  }
  return types_;
}

// Asks for the chunks that come next. What goes wrong is told when it is their turn.
void EventScan::look_ahead() {
  while (!all_seen_ && coming_.size() < look_) {
    auto chunk = next_chunk();
    all_seen_ = !chunk.ok() || !*chunk;
    if (!chunk.ok()) end_of_look_ = chunk.fault();
    if (all_seen_) return;
    auto data = packed(**chunk);
    if (!data.ok()) {
      all_seen_ = true;
      end_of_look_ = data.fault();
      return;
    }
    ahead_->push(std::move(*data));
    coming_.push_back(std::move(**chunk));
  }
}

Result<bool> EventScan::enter_chunk() {
  if (stop_.stop_requested()) return user_fault("the query was stopped");
  look_ahead();
  look_ = std::min(2 * look_, ahead_->most());
  if (coming_.empty()) {
    TRY_STATUS(end_of_look_);
    return false;
  }
  if (coming_.front().cpu != chunk_.cpu) page_after_loss_ = false;
  chunk_ = std::move(coming_.front());
  coming_.pop_front();
  index_ = -1;
  TRY(pages_, take_pages());
  return true;
}

Result<std::span<const std::byte>> EventScan::take_pages() {
  auto pages = ahead_->take();
  if (!pages.ok())
    return user_fault(fmt::format("cell {}, CPU {}, chunk {}: {}", chunk_.cell, chunk_.cpu,
                                  chunk_.seq, pages.fault().what),
                      pages.fault().remedy);
  return pages;
}

Result<std::vector<EventTally>> EventScan::tally() {
  using Place = std::pair<std::int64_t, std::int64_t>;
  std::map<Place, std::vector<std::int64_t>> by_place;  // counts by name_id + 1
  const auto at = [](const EventKind* kind) {
    return kind ? static_cast<std::size_t>(kind->name_id) + 1 : 0;
  };
  while (true) {
    TRY(auto chunk, next_chunk());
    if (!chunk) break;
    chunk_ = *std::move(chunk);
    std::vector<std::int64_t>& counts = by_place[{chunk_.cell, chunk_.cpu}];
    counts.resize(catalog_->names().size() + 1);
    if (chunk_.index) {
      for (const ChunkIndex::Type& type : chunk_.index->types)
        if (const EventKind* kind = chunk_.set->by_type(type.id); is_named(kind))
          counts[at(kind)] += type.events;
      continue;
    }
    TRY(StoredChunk data, packed(chunk_));
    ahead_->push(std::move(data));
    TRY(pages_, take_pages());
    while (next_page())
      while (cursor_.next(record_)) {
        const EventKind* kind = chunk_.set ? chunk_.set->by_type(record_.type()) : nullptr;
        if (is_named(kind)) ++counts[at(kind)];
      }
  }
  std::vector<EventTally> tallies;
  for (const auto& [place, by_name] : by_place)
    for (std::size_t i = 0; i < by_name.size(); ++i)
      if (by_name[i] > 0)
        tallies.push_back({place.first, place.second, static_cast<int>(i) - 1, by_name[i]});
  return tallies;
}

std::int64_t EventScan::rowid() const {
  return (((chunk_.cell << kCpuBits | chunk_.cpu) << kChunkBits | chunk_.seq) << kEventBits) |
         index_;
}

}  // namespace folioscope::store
