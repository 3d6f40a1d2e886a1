// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/event_cursor.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <compare>
#include <limits>
#include <string_view>
#include <utility>

#include "store/cell_rows.h"

namespace folioscope::store {
namespace {

constexpr std::uint64_t bit(int column) { return std::uint64_t{1} << column; }
constexpr std::uint64_t kCountable = bit(kCellId) | bit(kCpu) | bit(kSystem) | bit(kName);
// Rowids while counting: cell and CPU as in event_scan.cpp, kind, number. See EventCursor::rowid.
constexpr int kKindBits = 9, kNumberBits = 28, kTallyCpuBits = 10;
constexpr std::int64_t kMaxKinds = 1 << kKindBits, kMaxNumber = std::int64_t{1} << kNumberBits;

// The bits of EventPlan::uses that a constraint of the query can serve.
int served_by(const sqlite3_index_info::sqlite3_index_constraint& constraint,
              const EventCatalog& catalog) {
  const bool equal = constraint.op == SQLITE_INDEX_CONSTRAINT_EQ;
  const bool from =
      constraint.op == SQLITE_INDEX_CONSTRAINT_GT || constraint.op == SQLITE_INDEX_CONSTRAINT_GE;
  const bool until =
      constraint.op == SQLITE_INDEX_CONSTRAINT_LT || constraint.op == SQLITE_INDEX_CONSTRAINT_LE;
  switch (constraint.iColumn) {
    case kCellId:
      return equal ? EventPlan::kByCell : 0;
    case kCpu:
      return equal ? EventPlan::kByCpu : 0;
    case kName:
      return equal ? EventPlan::kByName : 0;
    case kTimeNs:
      return from ? EventPlan::kFrom : until ? EventPlan::kUntil : 0;
    case kPid:
      return equal ? EventPlan::kByPid : 0;
    default:
      return equal && constraint.iColumn == catalog.pfn_column() ? EventPlan::kByPfn : 0;
  }
}

// The digits and signs of EventPlan::order; empty when the rows cannot come in the wanted order.
std::string wanted_order(const sqlite3_index_info& info) {
  std::string order;
  for (int i = 0; i < info.nOrderBy; ++i) {
    const auto& term = info.aOrderBy[i];
    if (term.iColumn < 0 || term.iColumn >= kFirstField || !(bit(term.iColumn) & kCountable))
      return {};
    order += static_cast<char>('0' + term.iColumn);
    order += term.desc ? '-' : '+';
  }
  return order;
}

// A bound of time_ns as an integer that loses no matching event; SQLite compares again.
std::optional<std::int64_t> time_bound(sqlite3_value* value) {
  constexpr double kLimit = 9.2e18;  // below 2^63
  switch (sqlite3_value_numeric_type(value)) {
    case SQLITE_INTEGER:
      return sqlite3_value_int64(value);
    case SQLITE_FLOAT: {
      double bound = sqlite3_value_double(value);
      if (!(std::abs(bound) < kLimit)) return std::nullopt;
      return static_cast<std::int64_t>(bound);
    }
    default:
      return std::nullopt;
  }
}

std::optional<std::int64_t> exact_integer(sqlite3_value* value) {
  if (sqlite3_value_numeric_type(value) != SQLITE_INTEGER) return std::nullopt;
  return sqlite3_value_int64(value);
}

EventFilter filter_of(int uses, std::span<sqlite3_value*> values) {
  EventFilter filter;
  std::size_t next = 0;
  if (uses & EventPlan::kByCell) filter.cell = exact_integer(values[next++]);
  if (uses & EventPlan::kByCpu) filter.cpu = exact_integer(values[next++]);
  if (uses & EventPlan::kByName) {
    sqlite3_value* value = values[next++];
    if (sqlite3_value_type(value) == SQLITE_TEXT)
      filter.names.emplace_back(reinterpret_cast<const char*>(sqlite3_value_text(value)),
                                static_cast<std::size_t>(sqlite3_value_bytes(value)));
  }
  // A real bound was cut towards zero: one lower or higher lets nothing be lost.
  if (uses & EventPlan::kFrom)
    if (auto bound = time_bound(values[next++])) filter.min_ns = *bound - (*bound > 0 ? 1 : 0);
  if (uses & EventPlan::kUntil)
    if (auto bound = time_bound(values[next++]))
      filter.max_ns = *bound + (*bound < std::numeric_limits<std::int64_t>::max() ? 1 : 0);
  if (uses & EventPlan::kByPid) filter.pid = exact_integer(values[next++]);
  if (uses & EventPlan::kByPfn) filter.pfn = exact_integer(values[next++]);
  return filter;
}

void result_text(sqlite3_context& result, std::string_view text) {
  sqlite3_result_text64(&result, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
}

void result_hex(sqlite3_context& result, std::span<const std::byte> bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (std::byte byte : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[std::to_integer<unsigned>(byte) >> 4];
    text += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  result_text(result, text);
}

void result_field(sqlite3_context& result, const EventKind& kind, const trace::Field* field,
                  std::span<const std::byte> record) {
  if (!field || record.size() < kind.format->fixed_size) return;  // NULL
  switch (field->kind) {
    case trace::Field::Kind::Number:
      return sqlite3_result_int64(&result, trace::read_number(*field, record));
    case trace::Field::Kind::Chars:
    case trace::Field::Kind::DynamicString:
    case trace::Field::Kind::RelString:
      if (auto text = trace::read_string(*field, record)) result_text(result, *text);
      return;
    case trace::Field::Kind::Bytes:
      return result_hex(result, trace::read_bytes(*field, record));
  }
}

}  // namespace

EventPlan make_plan(sqlite3_index_info& info, const EventCatalog& catalog) {
  EventPlan plan;
  std::array<int, 8> constraint_of;  // by bit of `uses`
  constraint_of.fill(-1);
  for (int i = 0; i < info.nConstraint; ++i) {
    const auto& constraint = info.aConstraint[i];
    const int use = constraint.usable ? served_by(constraint, catalog) : 0;
    if (use == 0 || (plan.uses & use)) continue;
    // `name IN (...)` is one scan with SQLite looking at the names, not a scan for each of them.
    constexpr int kOfEvents = EventPlan::kByName | EventPlan::kByPid | EventPlan::kByPfn;
    if ((use & kOfEvents) != 0 && sqlite3_vtab_in(&info, i, -1)) continue;
    if (use == EventPlan::kByName && std::string_view(sqlite3_vtab_collation(&info, i)) != "BINARY")
      continue;
    plan.uses |= use;
    constraint_of[std::countr_zero(static_cast<unsigned>(use))] = i;
  }
  int argument = 0;
  for (int i : constraint_of)
    if (i >= 0) info.aConstraintUsage[i].argvIndex = ++argument;

  if ((info.colUsed & ~kCountable) == 0 &&
      static_cast<std::int64_t>(catalog.names().size()) < kMaxKinds) {
    plan.uses |= EventPlan::kCounts;
    plan.order = wanted_order(info);
    info.orderByConsumed = plan.order.empty() ? 0 : 1;
  }
  double rows = static_cast<double>(std::max<std::int64_t>(catalog.events(), 1));
  // A name, a pid or a pfn leaves out chunks where there is an index, and none where there is not:
  // who joins by them should not count on it.
  double cost = rows;
  if (plan.uses & EventPlan::kByCell) rows /= 10, cost /= 10;
  if (plan.uses & EventPlan::kByCpu) rows /= 4, cost /= 4;
  if (plan.uses & EventPlan::kFrom) rows /= 2, cost /= 2;
  if (plan.uses & EventPlan::kUntil) rows /= 2, cost /= 2;
  if (plan.uses & EventPlan::kByName) rows /= 10;
  if (plan.uses & EventPlan::kByPid) rows /= 10;
  if (plan.uses & EventPlan::kByPfn) rows /= 100;
  info.estimatedRows = static_cast<sqlite3_int64>(rows) + 1;
  info.estimatedCost = cost + rows;
  return plan;
}

Status EventCursor::start(const EventPlan& plan, std::span<sqlite3_value*> values,
                          std::stop_token stop) {
  TRY(EventScan scan,
      EventScan::open(db_, catalog_, filter_of(plan.uses, values), std::move(stop)));
  scan_.emplace(std::move(scan));
  counts_ = (plan.uses & EventPlan::kCounts) != 0;
  if (counts_) return start_counting(plan.order);
  return next();
}

Status EventCursor::start_counting(const std::string& order) {
  TRY(tallies_, scan_->tally());
  for (const EventTally& some : tallies_)
    if (some.count > kMaxNumber)
      return user_fault(
          fmt::format("cell {}, CPU {} has {} events of one name", some.cell, some.cpu, some.count),
          "ask with a column more, time_ns for instance");
  static const EventCatalog::Name kNone;
  auto name = [this](const EventTally& some) -> const EventCatalog::Name& {
    return some.name_id < 0 ? kNone : catalog_.names()[static_cast<std::size_t>(some.name_id)];
  };
  std::stable_sort(tallies_.begin(), tallies_.end(), [&](const EventTally& a, const EventTally& b) {
    for (std::size_t i = 0; i + 1 < order.size(); i += 2) {
      std::strong_ordering by = std::strong_ordering::equal;
      switch (order[i] - '0') {
        case kCellId:
          by = a.cell <=> b.cell;
          break;
        case kCpu:
          by = a.cpu <=> b.cpu;
          break;
        case kSystem:
          by = name(a).system <=> name(b).system;
          break;
        default:
          by = name(a).name <=> name(b).name;
          break;
      }
      if (by != 0) return order[i + 1] == '-' ? by > 0 : by < 0;
    }
    return false;
  });
  tally_ = 0;
  handed_out_ = 0;
  at_end_ = tallies_.empty();
  return {};
}

Status EventCursor::next() {
  if (!counts_) {
    TRY(bool more, scan_->next());
    at_end_ = !more;
    return {};
  }
  if (++handed_out_ < tallies_[tally_].count) return {};
  handed_out_ = 0;
  at_end_ = ++tally_ == tallies_.size();
  return {};
}

void EventCursor::name_column(sqlite3_context& result, int index, int name_id) const {
  if (name_id < 0) return;  // NULL
  const EventCatalog::Name& name = catalog_.names()[static_cast<std::size_t>(name_id)];
  const std::string& text = index == kSystem ? name.system : name.name;
  // The catalog outlives every statement that uses the table.
  sqlite3_result_text(&result, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

void EventCursor::column(sqlite3_context& result, int index) const {
  if (counts_) {
    const EventTally& tally = tallies_[tally_];
    if (index == kCellId) sqlite3_result_int64(&result, tally.cell);
    if (index == kCpu) sqlite3_result_int64(&result, tally.cpu);
    if (index == kSystem || index == kName) name_column(result, index, tally.name_id);
    return;
  }
  const EventKind* kind = scan_->kind();
  switch (index) {
    case kCellId:
      return sqlite3_result_int64(&result, scan_->cell());
    case kCpu:
      return sqlite3_result_int64(&result, scan_->cpu());
    case kTimeNs:
      return sqlite3_result_int64(&result, scan_->time_ns());
    case kSystem:
    case kName:
      return name_column(result, index, kind ? kind->name_id : -1);
    default:
      break;
  }
  if (!kind) return;
  const trace::Field* field =
      index == kPid ? kind->pid : kind->fields[static_cast<std::size_t>(index - kFirstField)];
  result_field(result, *kind, field, scan_->record());
}

// Equal rows are numbered within their cell, CPU and name. A constraint that counting allows takes
// all or none of them, so the same row has the same number in every scan of a query.
std::int64_t EventCursor::rowid() const {
  if (!counts_) return scan_->rowid();
  const EventTally& tally = tallies_[tally_];
  return (((tally.cell << kTallyCpuBits | tally.cpu) << kKindBits | (tally.name_id + 1))
          << kNumberBits) |
         handed_out_;
}

}  // namespace folioscope::store
