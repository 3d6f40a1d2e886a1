// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/event_catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "store/event_table.h"

namespace folioscope::store {
namespace {

constexpr std::string_view kFixedColumns[] = {"cell_id", "cpu", "time_ns", "system", "name", "pid"};
static_assert(std::size(kFixedColumns) == kFirstField);

// SQLite's default limit is 2,000; tracing everything a 6.1 kernel has makes about 900.
constexpr std::size_t kMaxColumns = 1'900;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string quoted_name(std::string_view name) {
  std::string text = "\"";
  for (char c : name) {
    if (c == '"') text += c;
    text += c;
  }
  return text + '"';
}

}  // namespace

Result<EventCatalog> EventCatalog::load(Connection& db) {
  EventCatalog catalog;
  for (std::string_view name : kFixedColumns) catalog.column_by_key_[std::string(name)] = -1;

  TRY(Statement sets, db.prepare("SELECT id, header_page FROM format_set ORDER BY id"));
  while (true) {
    TRY(bool row, sets.step());
    if (!row) break;
    TRY_STATUS(catalog.read_set(db, sets.integer(0), sets.text(1)));
  }
  if (catalog.columns_.size() > kMaxColumns)
    return user_fault(fmt::format("the formats of this run have {} fields, a table has at most {}",
                                  catalog.columns_.size(), kMaxColumns),
                      "trace fewer events in one run");
  for (auto& [id, set] : catalog.sets_) catalog.lay_out(set);

  TRY(Statement total, db.prepare("SELECT total(events) FROM page_chunk"));
  TRY(bool row, total.step());
  // For estimates only: a sum that is beyond all measure is cut.
  if (row) catalog.events_ = static_cast<std::int64_t>(std::clamp(total.real(0), 0.0, 1e15));
  return catalog;
}

Status EventCatalog::read_set(Connection& db, std::int64_t id, const std::string& header_page) {
  EventSet& set = sets_[id];
  TRY(set.layout_, trace::parse_header_page(header_page));
  TRY(Statement formats, db.prepare("SELECT system, text FROM event_format "
                                    "WHERE format_set = ?1 ORDER BY system, name"));
  formats.bind(id);
  while (true) {
    TRY(bool row, formats.step());
    if (!row) break;
    // One that cannot be read is the boot's anomaly format_not_understood; its events have no
    // fields.
    auto format = trace::parse_event_format(formats.text(0), formats.text(1));
    if (format) set.formats_.add(*std::move(format));
  }
  for (const trace::EventFormat& format : set.formats_.all()) {
    EventKind kind{.format = &format, .name_id = name_id(format)};
    for (const trace::Field& field : format.fields) {
      if (field.name == "common_pid") {
        kind.pid = &field;
        continue;
      }
      auto at = static_cast<std::size_t>(column_for(field.name, kind.fields));
      if (at >= kind.fields.size()) kind.fields.resize(at + 1);
      kind.fields[at] = &field;
      columns_[at].address &= field.is_address;
    }
    set.kinds_.push_back(std::move(kind));
  }
  return {};
}

// Fields of the same name share a column, over all formats. A name that is a fixed column, or that
// this format has used already, gets another underscore.
int EventCatalog::column_for(const std::string& field,
                             const std::vector<const trace::Field*>& taken) {
  std::string name = field;
  while (true) {
    auto [entry, added] =
        column_by_key_.try_emplace(lower(name), static_cast<int>(columns_.size()));
    if (added) columns_.push_back({.name = name, .hidden = field.starts_with("common_")});
    const int column = entry->second;
    const bool used = column >= 0 && static_cast<std::size_t>(column) < taken.size() &&
                      taken[static_cast<std::size_t>(column)];
    if (column >= 0 && !used) return column;
    name += '_';
  }
}

int EventCatalog::name_id(const trace::EventFormat& format) {
  Name name{format.system, format.name};
  auto [entry, added] = name_ids_.try_emplace(name, static_cast<int>(names_.size()));
  if (added) names_.push_back(name);
  return entry->second;
}

void EventCatalog::lay_out(EventSet& set) {
  for (std::size_t i = 0; i < set.kinds_.size(); ++i) {
    EventKind& kind = set.kinds_[i];
    kind.fields.resize(columns_.size());
    if (kind.format->id >= set.index_.size()) set.index_.resize(kind.format->id + 1u, -1);
    set.index_[kind.format->id] = static_cast<std::int32_t>(i);
  }
}

std::string EventCatalog::declaration() const {
  std::string sql =
      "CREATE TABLE event(cell_id INTEGER, cpu INTEGER, time_ns INTEGER, system TEXT, name TEXT, "
      "pid INTEGER";
  for (const Column& column : columns_)
    sql += fmt::format(", {}{}{}", quoted_name(column.name),
                       column.address ? fmt::format(" {}", kAddressType) : "",
                       column.hidden ? " HIDDEN" : "");
  return sql + ")";
}

const EventSet* EventCatalog::set(std::int64_t id) const {
  auto entry = sets_.find(id);
  return entry == sets_.end() ? nullptr : &entry->second;
}

}  // namespace folioscope::store
