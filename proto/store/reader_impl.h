// SPDX-License-Identifier: GPL-3.0-or-later
// What the Reader's source files share. Internal to store/.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/event_catalog.h"
#include "store/event_table.h"
#include "store/kernel_symbols.h"
#include "store/page_codec.h"
#include "store/reader.h"
#include "store/sqlite.h"

namespace folioscope::store {

template <class T>
std::optional<T> maybe_integer(const Statement& row, int column) {
  if (row.null(column)) return std::nullopt;
  return static_cast<T>(row.integer(column));
}

inline std::optional<HostTime> maybe_host_time(const Statement& row, int column) {
  if (row.null(column)) return std::nullopt;
  return HostTime{row.integer(column)};
}
inline std::optional<std::string> maybe_text(const Statement& row, int column) {
  if (row.null(column)) return std::nullopt;
  return row.text(column);
}
// Of a number that is none of ours, the nearest: what is too much stays so.
inline int small_integer(const Statement& row, int column) {
  return static_cast<int>(std::clamp<std::int64_t>(
      row.integer(column), std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

// All rows of a statement, each made into a value by `read`.
template <class Read, class... Values>
auto collect(Connection& db, const char* sql, Read read, const Values&... values)
    -> Result<std::vector<std::invoke_result_t<Read, const Statement&>>> {
  std::vector<std::invoke_result_t<Read, const Statement&>> rows;
  TRY(Statement statement, db.prepare(sql));
  statement.bind(values...);
  while (true) {
    TRY(bool row, statement.step());
    if (!row) return rows;
    rows.push_back(read(statement));
  }
}

// What of a cell changes when it is run.
struct CellState {
  std::string status;
  std::int64_t finished_ns = 0;

  bool operator==(const CellState&) const = default;
};

struct Reader::Impl {
  Connection db;
  EventTable event_table{db};
  SymbolFunction symbols{db};
  PageDecoder decoder;
  std::optional<EventCatalog> catalog;  // of Reader::events; may be of fewer format sets
  std::int64_t catalog_sets = -1;       // newest format_set.id that it knows
  std::int64_t shown_version = 0;    // of the schema that the temporary views are made for; 0: none
  std::int64_t seen_data = -1;       // data_version at the last refresh()
  std::map<CellId, CellState> seen;  // at the last refresh()

  // Makes the names of the current schema visible, whatever the file has (as_current.h).
  Status look_at_schema();

  std::stop_token stop;  // of every call that has none of its own

  explicit Impl(Connection connection) : db(std::move(connection)) {}

  // The chunk in a row of select_chunks() (reader.cpp).
  Result<PageChunk> chunk_at(CellId cell, const Statement& row);
  // Of all formats stored by now; stays as it is until the next call.
  Result<const EventCatalog*> event_catalog();
  Result<ChunkSource> chunks(CellId cell, int cpu);
};

}  // namespace folioscope::store
