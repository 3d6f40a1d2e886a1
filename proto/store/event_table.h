// SPDX-License-Identifier: GPL-3.0-or-later
// The virtual table `event`: every event of a run as a row, decoded from the raw pages while the
// query runs.
//
//   cell_id   cell.id
//   cpu       guest CPU that recorded it
//   time_ns   guest trace clock; beyond 2^63-1 it stays there
//   system    'page_ref', 'cma', ...; NULL when the cell has no format for the event's type
//   name      'page_ref_mod', ...; NULL likewise
//   pid       common_pid
//   ...       one column per field name, over the formats of all cells; NULL where an event has no
//             such field. Integers as INTEGER (unsigned 64-bit values from 2^63 on are negative),
//             strings as TEXT, other arrays as hexadecimal TEXT. A field named like a column above
//             gets '_' appended. Addresses are INTEGER to whoever computes with them and shown in
//             hexadecimal; symbol(cell_id, FIELD) is what lies there (kernel_symbols.h). The other
//             common_* fields are hidden: not in `select *`.
//
// Cheap to ask for: cell_id =, cpu =, bounds of time_ns, name =, pid =, pfn = (whole chunks are
// skipped, of the last three where there is an index of what is in them: chunk_index.h). A query
// that uses none but cell_id, cpu, system and name only counts, it decodes no field and sorts
// nothing: `select name, count(*) from event group by 1` reads no page where there is an index.
// Rows come by cell, CPU and stored order, not by time over all CPUs: use ORDER BY.
#pragma once

#include <cstdint>
#include <stop_token>

#include "base/result.h"
#include "store/sqlite.h"

namespace folioscope::store {

// Keeps the table of one connection up to date. Must outlive the connection's last statement.
// The type by which a column of addresses is declared. By SQLite's rules it has INTEGER affinity.
inline constexpr const char* kAddressType = "POINTER";

class EventTable {
 public:
  explicit EventTable(Connection& db) : db_(db) {}
  EventTable(const EventTable&) = delete;
  EventTable& operator=(const EventTable&) = delete;

  // To be called before a statement is prepared: formats stored since then make new columns. A
  // stop request ends the scans of that statement.
  Status prepare_for_query(std::stop_token stop);

  Connection& db() const { return db_; }
  const std::stop_token& stop() const { return stop_; }

 private:
  Connection& db_;
  std::stop_token stop_;
  std::int64_t known_sets_ = -1;  // newest format_set.id that the registered table knows
};

}  // namespace folioscope::store
