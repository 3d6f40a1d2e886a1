// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the records of one raw ring-buffer page (kernel: kernel/trace/ring_buffer.c,
// include/linux/ring_buffer.h). No allocation, no format knowledge: a record is a time and bytes.
//
// Page: u64 time stamp, commit word (bytes used; bit 31 = events were lost before this page,
// bit 30 = their number is stored as a u64 after the data), data.
// Record header u32: type_len (5 bits), time delta (27 bits).
//   type_len 1..28  data of type_len*4 bytes          0  data length in the next u32 (plus 4)
//   29 padding or discarded event (delta 0: rest of page is empty)
//   30 time extend: next u32 is delta >> 27            31 absolute time stamp, 59 bits
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "base/units.h"
#include "trace/format.h"

namespace folioscope::trace {

struct Record {
  GuestTime time;
  std::span<const std::byte> data;  // from common_type on, points into the page

  std::uint16_t type() const {
    std::uint16_t id = 0;
    if (data.size() >= sizeof id) std::memcpy(&id, data.data(), sizeof id);
    return id;
  }
};

// What the page says about events missing before it. Only an overwriting ring sets this.
struct PageLoss {
  bool lost = false;
  std::optional<std::uint64_t> count;  // unset: the kernel had no room to store the number
};

enum class PageError {
  None,
  TooShort,        // smaller than its header
  CommitTooLarge,  // says that it holds more than a page
  RecordTooLong,   // a record crosses the commit length
};
const char* to_string(PageError error);

class PageCursor {
 public:
  PageCursor(const PageLayout& layout, std::span<const std::byte> page);

  // The next data event, or nothing at the end or at the first damage (see error()).
  bool next(Record& record);

  PageError error() const { return error_; }
  const PageLoss& loss() const { return loss_; }
  GuestTime start() const { return {start_}; }
  std::size_t used() const { return end_; }  // bytes of the page up to its commit length
  std::uint32_t discarded() const { return discarded_; }  // filtered after reservation: not events
  std::size_t damaged_bytes() const { return damaged_; }  // skipped behind a damage

 private:
  enum class Step { Event, Skipped, Damage };
  Step long_form(std::uint32_t header, Record& record);

  std::span<const std::byte> page_;
  std::size_t pos_ = 0;
  std::size_t end_ = 0;
  std::uint64_t start_ = 0;
  std::uint64_t time_ = 0;
  std::uint32_t discarded_ = 0;
  std::size_t damaged_ = 0;
  PageLoss loss_;
  PageError error_ = PageError::None;
};

// Reads a Number field; the record must be at least format.fixed_size long. Signed fields are
// sign-extended into the returned 64 bits.
inline std::int64_t read_number(const Field& field, std::span<const std::byte> record) {
  const std::byte* at = record.data() + field.offset;
  switch (field.size) {
    case 1: {
      std::uint8_t v;
      std::memcpy(&v, at, 1);
      return field.is_signed ? static_cast<std::int8_t>(v) : std::int64_t{v};
    }
    case 2: {
      std::uint16_t v;
      std::memcpy(&v, at, 2);
      return field.is_signed ? static_cast<std::int16_t>(v) : std::int64_t{v};
    }
    case 4: {
      std::uint32_t v;
      std::memcpy(&v, at, 4);
      return field.is_signed ? static_cast<std::int32_t>(v) : std::int64_t{v};
    }
    default: {
      std::int64_t v;
      std::memcpy(&v, at, 8);
      return v;
    }
  }
}

// The text of a Chars, DynamicString or RelString field, cut at the first NUL and at the record's
// end. Empty optional: the record's own offset points outside it.
std::optional<std::string_view> read_string(const Field& field, std::span<const std::byte> record);

// The raw bytes of any field (for the dynamic kinds: of what it points to), cut at the record's
// end. An array that ends one of the kernel's own entries (ftrace:kernel_stack) is stored only as
// far as it is used, so read arrays with this and never by size alone.
std::span<const std::byte> read_bytes(const Field& field, std::span<const std::byte> record);

}  // namespace folioscope::trace
