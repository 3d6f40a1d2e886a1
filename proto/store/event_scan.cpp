// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/event_scan.h"

#include <fmt/format.h>

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
      "SELECT p.cell_id, p.cpu, p.seq, p.pages, p.codec, p.data, c.page_size, c.format_set "
      "FROM page_chunk p JOIN cell c ON c.id = p.cell_id WHERE p.events > 0";
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
  return EventScan(catalog, std::move(filter), std::move(chunks), std::move(stop));
}

EventScan::EventScan(const EventCatalog& catalog, EventFilter filter, Statement chunks,
                     std::stop_token stop)
    : catalog_(&catalog),
      filter_(std::move(filter)),
      chunks_(std::move(chunks)),
      stop_(std::move(stop)),
      cursor_({}, {}) {
  for (const EventCatalog::Name& name : catalog.names())
    named_.push_back(filter_.name && name.name == *filter_.name);
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
  }
}

bool EventScan::wanted() const {
  if (filter_.min_ns && time_ns_ < *filter_.min_ns) return false;
  if (filter_.max_ns && time_ns_ > *filter_.max_ns) return false;
  if (!filter_.name) return true;
  return kind_ && named_[static_cast<std::size_t>(kind_->name_id)];
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
  if (stop_.stop_requested()) return user_fault("the query was stopped");
  TRY(bool row, chunks_.step());
  if (!row) return false;
  cell_ = chunks_.integer(0);
  if (chunks_.integer(1) != std::exchange(cpu_, chunks_.integer(1))) page_after_loss_ = false;
  seq_ = chunks_.integer(2);
  index_ = -1;
  PageShape shape{.pages = static_cast<std::size_t>(chunks_.integer(3))};
  if (!chunks_.null(6)) shape.page_size = static_cast<std::size_t>(chunks_.integer(6));
  auto pages = decoder_.decode(static_cast<int>(chunks_.integer(4)), chunks_.blob(5), shape);
  if (!pages.ok())
    return user_fault(
        fmt::format("cell {}, CPU {}, chunk {}: {}", cell_, cpu_, seq_, pages.fault().what),
        pages.fault().remedy);
  page_size_ = shape.page_size;
  pages_ = *pages;
  set_ = chunks_.null(7) ? nullptr : catalog_->set(chunks_.integer(7));
  return true;
}

std::int64_t EventScan::rowid() const {
  return (((cell_ << kCpuBits | cpu_) << kChunkBits | seq_) << kEventBits) | index_;
}

Result<std::vector<EventTally>> tally(EventScan& scan) {
  using Place = std::pair<std::int64_t, std::int64_t>;
  std::map<Place, std::vector<std::int64_t>> by_place;  // counts by name_id + 1
  Place here;
  std::vector<std::int64_t>* counts = nullptr;
  while (true) {
    TRY(bool more, scan.next());
    if (!more) break;
    if (Place place{scan.cell(), scan.cpu()}; !counts || place != here) {
      here = place;
      counts = &by_place[place];
      counts->resize(scan.catalog().names().size() + 1);
    }
    ++(*counts)[scan.kind() ? static_cast<std::size_t>(scan.kind()->name_id) + 1 : 0];
  }
  std::vector<EventTally> tallies;
  for (const auto& [place, by_name] : by_place)
    for (std::size_t at = 0; at < by_name.size(); ++at)
      if (by_name[at] > 0)
        tallies.push_back({place.first, place.second, static_cast<int>(at) - 1, by_name[at]});
  return tallies;
}

}  // namespace folioscope::store
