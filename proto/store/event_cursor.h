// SPDX-License-Identifier: GPL-3.0-or-later
// What SQLite's planner may leave to the table `event`, and the rows it then gives. Internal to
// store/.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/event_catalog.h"
#include "store/event_scan.h"

struct sqlite3_context;
struct sqlite3_index_info;
struct sqlite3_value;

namespace folioscope::store {

// How a query reads the table; goes from the planner to the cursor through idxNum and idxStr.
struct EventPlan {
  // Bits of `uses`. The values of all but kCounts come in this order.
  enum : int {
    kByCell = 1,
    kByCpu = 2,
    kByName = 4,
    kFrom = 8,
    kUntil = 16,
    kCounts = 32,
    kByPid = 64,
    kByPfn = 128
  };
  int uses = 0;
  // For kCounts: rows are sorted by these columns; per column its digit (EventColumn) and '+' or
  // '-'.
  std::string order;
};
// Fills the constraint, cost and order parts of `info`.
EventPlan make_plan(sqlite3_index_info& info, const EventCatalog& catalog);

// Must not outlive the connection and the catalog.
class EventCursor {
 public:
  EventCursor(Connection& db, const EventCatalog& catalog) : db_(db), catalog_(catalog) {}

  Status start(const EventPlan& plan, std::span<sqlite3_value*> values, std::stop_token stop);
  Status next();
  bool at_end() const { return at_end_; }
  void column(sqlite3_context& result, int index) const;
  std::int64_t rowid() const;

 private:
  Status start_counting(const std::string& order);
  void name_column(sqlite3_context& result, int index, int name_id) const;

  Connection& db_;
  const EventCatalog& catalog_;
  std::optional<EventScan> scan_;
  bool at_end_ = true;
  // When only cell, CPU and name are asked for: equal rows counted beforehand, handed out by count.
  bool counts_ = false;
  std::vector<EventTally> tallies_;
  std::size_t tally_ = 0;
  std::int64_t handed_out_ = 0;  // of the current tally
};

}  // namespace folioscope::store
