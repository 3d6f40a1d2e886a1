// SPDX-License-Identifier: GPL-3.0-or-later
// Events of one boot for callers that compute with them, past SQLite's virtual machine.
#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/chunk_index.h"
#include "store/event_scan.h"
#include "store/reader_impl.h"
#include "store/sql_guard.h"
#include "trace/page.h"

namespace folioscope::store {
namespace {

bool has_value(const EventKind& kind, const trace::Field* field, std::span<const std::byte> record,
               std::int64_t value) {
  return field != nullptr && field->kind == trace::Field::Kind::Number &&
         record.size() >= kind.format->fixed_size && trace::read_number(*field, record) == value;
}

// What of a selection the scan does not look at itself.
class SelectedFields {
 public:
  explicit SelectedFields(const EventSelection& selection) : selection_(selection) {}

  bool match(const EventKind* kind, std::span<const std::byte> record) {
    if (selection_.names.empty() && !selection_.pid && !selection_.pfn) return true;
    if (kind == nullptr) return false;
    const Known& known = known_of(*kind);
    if (!known.named) return false;
    if (selection_.pid && !has_value(*kind, kind->pid, record, *selection_.pid)) return false;
    return !selection_.pfn ||
           has_value(*kind, known.pfn, record, static_cast<std::int64_t>(*selection_.pfn));
  }

 private:
  struct Known {
    bool named = false;
    const trace::Field* pfn = nullptr;
  };
  const Known& known_of(const EventKind& kind) {
    if (last_ == &kind) return *last_known_;
    const auto [entry, added] = known_.try_emplace(&kind);
    if (added) {
      const std::vector<std::string>& names = selection_.names;
      entry->second = {names.empty() || std::ranges::find(names, kind.format->name) != names.end(),
                       kind.format->find("pfn")};
    }
    last_ = &kind;
    last_known_ = &entry->second;
    return *last_known_;
  }

  const EventSelection& selection_;
  std::unordered_map<const EventKind*, Known> known_;
  const EventKind* last_ = nullptr;
  const Known* last_known_ = nullptr;
};

EventFilter filter_of(const EventSelection& selection) {
  EventFilter filter{
      .cell = selection.cell.value, .min_ns = selection.min_ns, .max_ns = selection.max_ns};
  if (selection.cpu) filter.cpu = *selection.cpu;
  filter.names = selection.names;
  filter.pid = selection.pid;
  if (selection.pfn) filter.pfn = static_cast<std::int64_t>(*selection.pfn);
  return filter;
}

// By name; types without a format have none.
std::vector<std::pair<std::string, std::int64_t>> events_by_name(const ChunkIndex& index,
                                                                 const EventSet& set) {
  std::map<std::string, std::int64_t> by_name;
  for (const ChunkIndex::Type& type : index.types)
    if (const EventKind* kind = set.by_type(type.id)) by_name[kind->format->name] += type.events;
  return {by_name.begin(), by_name.end()};
}

}  // namespace

Result<const EventCatalog*> Reader::Impl::event_catalog() {
  TRY(Statement newest, db.prepare("SELECT coalesce(max(id), 0) FROM format_set"));
  TRY(const bool row, newest.step());
  const std::int64_t sets = row ? newest.integer(0) : 0;
  if (!catalog || sets != catalog_sets) {
    TRY(catalog, EventCatalog::load(db));
    catalog_sets = sets;
  }
  return &*catalog;
}

Status Reader::events(const EventSelection& selection,
                      const std::function<bool(const EventView&)>& visit, std::stop_token stop) {
  TRY(Snapshot snapshot, Snapshot::begin(impl_->db));
  TRY(const EventCatalog* catalog, impl_->event_catalog());
  TRY(EventScan scan, EventScan::open(impl_->db, *catalog, filter_of(selection), std::move(stop)));
  SelectedFields selected(selection);
  while (true) {
    TRY(const bool more, scan.next());
    if (!more) return {};
    const EventKind* kind = scan.kind();
    if (!selected.match(kind, scan.record())) continue;
    if (!visit({.cell = selection.cell,
                .cpu = static_cast<int>(scan.cpu()),
                .chunk = scan.seq(),
                .time_ns = scan.time_ns(),
                .after_loss = scan.after_loss(),
                .format = kind == nullptr ? nullptr : kind->format,
                .record = scan.record()}))
      return {};
  }
}

Result<std::vector<ChunkSummary>> Reader::chunk_summaries(CellId cell) {
  TRY(Snapshot snapshot, Snapshot::begin(impl_->db));
  TRY(const EventCatalog* catalog, impl_->event_catalog());
  return collect(
      impl_->db,
      "SELECT p.cpu, p.seq, p.events, p.first_ns, p.last_ns, length(p.data), c.format_set, i.data "
      "FROM page_chunk p JOIN cell c ON c.id = p.cell_id LEFT JOIN chunk_index i "
      "ON i.cell_id = p.cell_id AND i.cpu = p.cpu AND i.seq = p.seq "
      "WHERE p.cell_id = ?1 ORDER BY p.cpu, p.seq",
      [catalog](const Statement& row) {
        ChunkSummary chunk{.cpu = small_integer(row, 0),
                           .seq = row.integer(1),
                           .events = row.integer(2),
                           .first_ns = row.integer(3),
                           .last_ns = row.integer(4)};
        const EventSet* set = row.null(6) ? nullptr : catalog->set(row.integer(6));
        if (set != nullptr && !row.null(7))
          if (const auto index = ChunkIndex::read(row.blob(7), {chunk.events, row.integer(5)}))
            chunk.by_name = events_by_name(*index, *set);
        return chunk;
      },
      cell);
}

}  // namespace folioscope::store
