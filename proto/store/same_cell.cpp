// SPDX-License-Identifier: GPL-3.0-or-later
// Two cells side by side, row by row.
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <optional>

#include "store/cell_merger.h"
#include "store/cell_rows.h"
#include "store/reader_impl.h"
#include "store/run_file.h"
#include "store/sql_guard.h"
#include "store/sqlite.h"

namespace folioscope::store {
namespace {

bool is_same_value(const Statement& one, const Statement& other, int column) {
  if (one.type(column) != other.type(column)) return false;
  switch (one.type(column)) {
    case SQLITE_NULL:
      return true;
    case SQLITE_INTEGER:
      return one.integer(column) == other.integer(column);
    case SQLITE_FLOAT:
      return one.real(column) == other.real(column);
    default:  // the bytes of a text, too
      return std::ranges::equal(one.blob(column), other.blob(column));
  }
}

// Rows come in the order of the table's key, one of each file in memory.
Result<bool> are_same_rows(Connection& one, Connection& other, const std::string& sql,
                           CellId cell) {
  TRY(Statement left, one.prepare(sql));
  TRY(Statement right, other.prepare(sql));
  if (left.columns() != right.columns()) return false;
  left.bind(cell);
  right.bind(cell);
  while (true) {
    TRY(const bool more, left.step());
    TRY(const bool also, right.step());
    if (more != also) return false;
    if (!more) return true;
    for (int column = 0; column < left.columns(); ++column)
      if (!is_same_value(left, right, column)) return false;
  }
}

// The number of a set of formats is its file's own.
constexpr const char* kCellSql =
    "SELECT variant, machine, workload, boot, position, block, status, reason, console, "
    "started_host_ns, cell.finished_host_ns, boot_ms, cpus, page_size, host_load, agent_rss_bytes, "
    "sha256 FROM cell LEFT JOIN format_set ON format_set.id = cell.format_set WHERE cell.id = ?1";

Result<bool> are_same(Connection& one, Connection& other, CellId cell) {
  TRY(bool same, are_same_rows(one, other, kCellSql, cell));
  const auto look = [&](const char* table) -> Status {
    if (!same) return {};
    TRY(same,
        are_same_rows(one, other, fmt::format("SELECT * FROM {} WHERE cell_id = ?1", table), cell));
    return {};
  };
  for (const char* table : kReceivedTables) TRY_STATUS(look(table));
  for (const char* table : kDerivedTables) TRY_STATUS(look(table));
  return same;
}

Result<Connection> open_to_read(const std::filesystem::path& file) {
  TRY_STATUS(check_run_file(file));
  return Connection::open(file, Connection::Mode::Read);
}

}  // namespace

Result<bool> is_same_cell(const std::filesystem::path& one, const std::filesystem::path& other,
                          CellId cell, const std::stop_token& stop) {
  TRY(Connection left, open_to_read(one));
  TRY(Connection right, open_to_read(other));
  interrupt_at(left, stop);
  interrupt_at(right, stop);
  return are_same(left, right, cell);
}

Result<std::map<CellId, std::string>> format_sets(const std::filesystem::path& file) {
  TRY(Connection db, open_to_read(file));
  using Of = std::pair<CellId, std::string>;
  TRY(const std::vector<Of> rows,
      collect(db, "SELECT cell.id, sha256 FROM cell JOIN format_set ON format_set.id = format_set",
              [](const Statement& row) {
                return Of{CellId{row.integer(0)}, row.text(1)};
              }));
  return std::map<CellId, std::string>(rows.begin(), rows.end());
}

}  // namespace folioscope::store
