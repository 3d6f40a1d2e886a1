// SPDX-License-Identifier: GPL-3.0-or-later
// A number field of one event: looked up once by name, read many times. A value of its own, so that
// nobody has to outlive the format table.
#pragma once

#include <cstdint>
#include <string_view>

#include "trace/format.h"
#include "trace/page.h"

namespace folioscope::derive {

class NumberReader {
 public:
  NumberReader() = default;
  NumberReader(const trace::EventFormat* format, std::string_view name) {
    const trace::Field* field = format == nullptr ? nullptr : format->find(name);
    if (field == nullptr || field->kind != trace::Field::Kind::Number) return;
    field_ = *field;
    found_ = true;
  }

  explicit operator bool() const { return found_; }
  // The record must be at least as long as its format's fixed_size. 0 for a field that is not
  // there.
  std::int64_t operator()(const trace::Record& record) const {
    return found_ ? trace::read_number(field_, record.data) : 0;
  }

 private:
  trace::Field field_;
  bool found_ = false;
};

// Counts of pages are unsigned longs of the kernel.
inline double pages_of(std::int64_t raw) {
  return static_cast<double>(static_cast<std::uint64_t>(raw));
}

}  // namespace folioscope::derive
