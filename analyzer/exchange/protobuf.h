// SPDX-License-Identifier: GPL-3.0-or-later
// Messages in the encoding of Protocol Buffers, field by field: a trace of millions of events needs
// no objects for them, and no schema of somebody else's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace folioscope::exchange {

class Message {
 public:
  void number(int field, std::uint64_t value) {
    varint(static_cast<std::uint64_t>(field) << 3);
    varint(value);
  }
  // int32 and int64: negative ones take ten bytes.
  void number(int field, std::int64_t value) { number(field, static_cast<std::uint64_t>(value)); }
  void number(int field, int value) { number(field, std::int64_t{value}); }
  void text(int field, std::string_view value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 2);
    varint(value.size());
    bytes_ += value;
  }
  void message(int field, const Message& value) { text(field, value.bytes_); }

  const std::string& bytes() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  void clear() { bytes_.clear(); }

 private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

}  // namespace folioscope::exchange
