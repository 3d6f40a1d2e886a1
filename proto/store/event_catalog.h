// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of the table `event`: what the formats of all cells of a run add up to. Internal to
// store/; what users see is described in event_table.h.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/sqlite.h"
#include "trace/format.h"

namespace folioscope::store {

enum EventColumn : int { kCellId, kCpu, kTimeNs, kSystem, kName, kPid, kFirstField };

// One event of one format set, laid out by the table's columns.
struct EventKind {
  const trace::EventFormat* format = nullptr;
  int name_id = 0;                          // the same for the same system and name in every set
  const trace::Field* pid = nullptr;        // null: the format has none
  std::vector<const trace::Field*> fields;  // by column - kFirstField; null: no such field
};

// The formats of one kernel. Its addresses stay as long as the catalog lives.
class EventSet {
 public:
  const EventKind* by_type(std::uint16_t type) const {
    return type < index_.size() && index_[type] >= 0
               ? &kinds_[static_cast<std::size_t>(index_[type])]
               : nullptr;
  }
  std::size_t types() const { return index_.size(); }  // every known type is below
  const trace::PageLayout& layout() const { return layout_; }

 private:
  friend class EventCatalog;
  trace::PageLayout layout_;
  trace::FormatTable formats_;
  std::vector<EventKind> kinds_;
  std::vector<std::int32_t> index_;  // type -> position in kinds_, -1: unknown
};

class EventCatalog {
 public:
  // Fault: formats that cannot be read, or more fields than a table can have columns.
  static Result<EventCatalog> load(Connection& db);

  // CREATE TABLE ... for sqlite3_declare_vtab().
  std::string declaration() const;
  // Null: there is no such set.
  const EventSet* set(std::int64_t id) const;

  struct Name {
    std::string system, name;
    auto operator<=>(const Name&) const = default;
  };
  // Of the fields named pfn; -1: no format has one.
  int pfn_column() const {
    const auto found = column_by_key_.find("pfn");
    return found == column_by_key_.end() ? -1 : found->second + kFirstField;
  }
  const std::vector<Name>& names() const { return names_; }  // by name_id
  std::int64_t events() const { return events_; }            // in all chunks, for cost estimates

 private:
  Status read_set(Connection& db, std::int64_t id, const std::string& header_page);
  void lay_out(EventSet& set);
  int column_for(const std::string& field, const std::vector<const trace::Field*>& taken);
  int name_id(const trace::EventFormat& format);

  struct Column {
    std::string name;
    bool hidden = false;
    bool address = true;  // in every format that has it
  };
  std::vector<Column> columns_;               // from kFirstField on
  std::map<std::string, int> column_by_key_;  // lower case: SQL's names have no case
  std::vector<Name> names_;
  std::map<Name, int> name_ids_;
  std::map<std::int64_t, EventSet> sets_;
  std::int64_t events_ = 0;
};

}  // namespace folioscope::store
