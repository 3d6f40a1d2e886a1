// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/event_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

#include "base/limits.h"
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
      cursor_({}, {}) {
  const std::vector<std::string>& names = filter_.names;
  for (const EventCatalog::Name& name : catalog.names())
    named_.push_back(names.empty() || std::ranges::find(names, name.name) != names.end());
}

Result<bool> EventScan::next() {
  while (true) {
    while (cursor_.next(record_)) {
      ++index_;
      kind_ = set_ ? set_->by_type(record_.type()) : nullptr;
      time_ns_ = stored_time(record_.time);
      if (!wanted()) continue;
      after_loss_ = std::exchange(page_after_loss_, false);
      return true;
    }
    if (next_page()) continue;
    TRY(bool chunk, next_chunk());
    if (!chunk) return false;
    TRY_STATUS(read_pages());
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

bool EventScan::can_match() const {
  if (!index_of_chunk_) return true;
  if (filter_.pid && !index_of_chunk_->pids.may_have(*filter_.pid)) return false;
  if (filter_.pfn && !index_of_chunk_->pfns.may_have(*filter_.pfn)) return false;
  return std::ranges::any_of(index_of_chunk_->types, [this](const ChunkIndex::Type& type) {
    if (filter_.min_ns && type.last_ns < *filter_.min_ns) return false;
    if (filter_.max_ns && type.first_ns > *filter_.max_ns) return false;
    return is_named(set_ ? set_->by_type(type.id) : nullptr);
  });
}

bool EventScan::next_page() {
  if (pages_.empty()) return false;
  const trace::PageLayout layout = set_ ? set_->layout() : trace::PageLayout{};
  cursor_ = trace::PageCursor(layout, pages_.first(page_size_));
  pages_ = pages_.subspan(page_size_);
  page_after_loss_ |= cursor_.loss().lost;
  return true;
}

Result<bool> EventScan::next_chunk() {
  while (true) {
    if (stop_.stop_requested()) return user_fault("the query was stopped");
    TRY(const bool row, statements_.chunks.step());
    if (!row) return false;
    enter_chunk();
    if (can_match()) return true;
  }
}

void EventScan::enter_chunk() {
  const Statement& row = statements_.chunks;
  cell_ = row.integer(0);
  if (row.integer(1) != std::exchange(cpu_, row.integer(1))) page_after_loss_ = false;
  seq_ = row.integer(2);
  index_ = -1;
  shape_ = {.pages = static_cast<std::size_t>(row.integer(3))};
  if (!row.null(6)) shape_.page_size = static_cast<std::size_t>(row.integer(6));
  set_ = row.null(7) ? nullptr : catalog_->set(row.integer(7));
  // Without formats no index was made.
  index_of_chunk_ = set_ && !row.null(8)
                        ? ChunkIndex::read(row.blob(8), {row.integer(4), row.integer(5)})
                        : std::nullopt;
}

Status EventScan::read_pages() {
  statements_.pages.bind(cell_, cpu_, seq_);
  TRY(const bool row, statements_.pages.step());
  if (!row) return bug_fault(fmt::format("chunk {} of cell {}, CPU {} is gone", seq_, cell_, cpu_));
  const Statement& chunk = statements_.pages;
  auto pages = decoder_.decode(static_cast<int>(chunk.integer(0)), chunk.blob(1), shape_);
  if (!pages.ok())
    return user_fault(
        fmt::format("cell {}, CPU {}, chunk {}: {}", cell_, cpu_, seq_, pages.fault().what),
        pages.fault().remedy);
  page_size_ = shape_.page_size;
  pages_ = *pages;
  return {};
}

Result<std::vector<EventTally>> EventScan::tally() {
  using Place = std::pair<std::int64_t, std::int64_t>;
  std::map<Place, std::vector<std::int64_t>> by_place;  // counts by name_id + 1
  const auto at = [](const EventKind* kind) {
    return kind ? static_cast<std::size_t>(kind->name_id) + 1 : 0;
  };
  while (true) {
    TRY(const bool chunk, next_chunk());
    if (!chunk) break;
    std::vector<std::int64_t>& counts = by_place[{cell_, cpu_}];
    counts.resize(catalog_->names().size() + 1);
    if (index_of_chunk_) {
      for (const ChunkIndex::Type& type : index_of_chunk_->types)
        if (const EventKind* kind = set_->by_type(type.id); is_named(kind))
          counts[at(kind)] += type.events;
      continue;
    }
    TRY_STATUS(read_pages());
    while (next_page())
      while (cursor_.next(record_)) {
        const EventKind* kind = set_ ? set_->by_type(record_.type()) : nullptr;
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
  return (((cell_ << kCpuBits | cpu_) << kChunkBits | seq_) << kEventBits) | index_;
}

}  // namespace folioscope::store
