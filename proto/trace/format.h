// SPDX-License-Identifier: GPL-3.0-or-later
// tracefs format files as values: events/header_page and events/SYSTEM/NAME/format
// (kernel: kernel/trace/trace_events.c, f_show(); Documentation/trace/events.rst, section 2).
// Pure. Text from a guest is untrusted: offsets and sizes are checked here, once, so that readers
// of records need only compare the record's length with EventFormat::fixed_size.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::trace {

struct Field {
  enum class Kind {
    Number,         // integer, enum or pointer of 1, 2, 4 or 8 bytes
    Chars,          // char[N] in the record, up to the first NUL
    DynamicString,  // __data_loc char[]: u32 = length << 16 | offset from the record's start
    RelString,      // __rel_loc char[]: offset from the end of the u32
    Bytes,          // any other array, fixed or dynamic: shown as hex
  };
  std::string name;
  std::string type;  // as written, without the name
  std::uint16_t offset = 0;
  std::uint16_t size = 0;  // in the record; 4 for the dynamic kinds
  bool is_signed = false;
  Kind kind = Kind::Number;
  bool is_address = false;  // a Number that its type or the event's print format says to be one

  bool operator==(const Field&) const = default;
};

struct EventFormat {
  std::string system;
  std::string name;
  std::uint16_t id = 0;  // common_type of its records
  // Records shorter than this are malformed. It leaves out an array that ends an entry of system
  // ftrace: those may be stored in part (see read_bytes).
  std::uint32_t fixed_size = 0;
  std::vector<Field> fields;  // common_* first, in the file's order

  const Field* find(std::string_view field_name) const;
  bool operator==(const EventFormat&) const = default;
};

// Parses one format file. Fault (Guest): names the line that was not understood.
Result<EventFormat> parse_event_format(std::string_view system, std::string_view text);

// The event's id alone, for a text whose fields may be of a kind that nobody can read. Unset: there
// is no line "ID: N".
std::optional<std::uint16_t> parse_event_id(std::string_view text);

// Where things are in a ring-buffer page, from events/header_page.
struct PageLayout {
  std::uint16_t commit_offset = 8;  // of the commit word: bytes used | flags
  std::uint16_t commit_size = 8;    // 4 or 8 bytes
  std::uint16_t data_offset = 16;

  bool operator==(const PageLayout&) const = default;
};
Result<PageLayout> parse_header_page(std::string_view text);

// All formats of one kernel, by id. Ids differ between kernels and boots with dynamic probes.
class FormatTable {
 public:
  // A later format with the same id replaces the earlier one.
  void add(EventFormat format);
  const EventFormat* by_id(std::uint16_t id) const {
    return id < index_.size() && index_[id] >= 0 ? &formats_[static_cast<std::size_t>(index_[id])]
                                                 : nullptr;
  }
  const EventFormat* by_name(std::string_view system, std::string_view name) const;
  const std::vector<EventFormat>& all() const { return formats_; }

 private:
  std::vector<EventFormat> formats_;
  std::vector<std::int32_t> index_;  // id -> position, -1: none
};

}  // namespace folioscope::trace
