// SPDX-License-Identifier: GPL-3.0-or-later
// Which events a reader wants to see, as an expression:
//
//   name = folio_lock_acquired and pfn = 0x1f400
//   time > 12ms and (pid = 77 or not cpu = 0) and function ~ lru_add
//
//   what      name (also as system.name), system, cpu, pid, time, or a field of the formats. A
//   field
//             that has one of these names has '_' behind it, as in the table `event` of SQL.
//   how       = != < <= > >= for numbers, = != ~ (contains) for text; `and`, `or`, `not` (which
//             binds closest), parentheses
//   with what a number, decimal or hexadecimal, also with a unit of time (800ns, 3us, 12ms, 1.5s);
//             anything else is text, in quotes where it has spaces. An address is compared with
//             text by the symbol that it lies in.
//
// What an event does not have it is not compared with: `pfn != 3` holds for events with a pfn.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "store/reader.h"
#include "trace/format.h"

namespace folioscope::query {

// What can be named in a filter, by the formats of a boot.
struct EventVocabulary {
  struct Kinds {
    bool number = false, address = false, text = false;  // in any of the formats
  };
  std::vector<std::string> systems, names;  // sorted
  std::map<std::string, Kinds> fields;      // without common_*, named as in a filter
};
EventVocabulary vocabulary_of(const trace::FormatTable& formats);

// A field of an event as a filter and the table `event` name it.
std::string name_in_filter(const trace::Field& field);

// Any number that a field of 64 bits can have, or a reader can write.
struct EventNumber {
  bool negative = false;
  std::uint64_t bits = 0;  // two's complement

  friend std::strong_ordering operator<=>(const EventNumber& a, const EventNumber& b) {
    if (a.negative != b.negative) return b.negative <=> a.negative;
    return a.bits <=> b.bits;
  }
  friend bool operator==(const EventNumber&, const EventNumber&) = default;
};

// An expression that was understood. A value.
class EventFilter {
 public:
  enum class Subject { Name, System, Cpu, Pid, Time, Field };
  enum class Relation { Equal, Different, Less, AtMost, More, AtLeast, Contains };
  struct Comparison {
    Subject subject = Subject::Field;
    std::string field;  // of Subject::Field; of Subject::Pid, the format's own
    Relation relation = Relation::Equal;
    std::string text;                   // as it was written
    std::optional<EventNumber> number;  // set where it is one
  };
  struct Node {
    enum class Kind { Comparison, And, Or, Not } kind = Kind::Comparison;
    std::size_t left = 0, right = 0;  // places in nodes(); of Not: left
    Comparison comparison;
  };

  EventFilter() = default;  // every event matches
  // Fault (User): with the column of what was not understood, and what would be.
  static Result<EventFilter> parse(std::string_view text, const EventVocabulary& vocabulary);

  bool matches_all() const { return nodes_.empty(); }
  // An operand stands before what joins it; the last one is the whole.
  const std::vector<Node>& nodes() const { return nodes_; }

 private:
  std::vector<Node> nodes_;
};

// What of the filter the store can serve: every event of the cell that matches is selected, and
// others may be.
store::EventSelection selection_of(const EventFilter& filter, CellId cell);

// The symbol at an address, "lru_add_drain_per_cpu" or "vmstat+0x20"; unset: none.
using SymbolAt = std::function<std::optional<std::string>(std::uint64_t address)>;

// Applies a filter to events of one boot after the other. Not for several threads at once.
class EventMatcher {
 public:
  explicit EventMatcher(EventFilter filter, SymbolAt symbol_at = {});
  bool matches(const store::EventView& event);

 private:
  // Where a format has the field of one comparison.
  struct Found {
    const trace::EventFormat* format = nullptr;
    const trace::Field* field = nullptr;
  };
  struct Memory {
    std::vector<Found> fields;                     // by the format's id
    std::map<std::uint64_t, std::string> symbols;  // by address
  };
  bool node_matches(std::size_t at, const store::EventView& event);
  bool field_matches(const EventFilter::Comparison& wanted, Memory& memory,
                     const store::EventView& event);
  const trace::Field* field_of(const std::string& name, Memory& memory,
                               const trace::EventFormat& format) const;
  const std::string& symbol_of(std::uint64_t address, Memory& memory) const;

  EventFilter filter_;
  SymbolAt symbol_at_;
  std::vector<Memory> memory_;  // by node
};

}  // namespace folioscope::query
