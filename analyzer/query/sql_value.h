// SPDX-License-Identifier: GPL-3.0-or-later
// Values of SQL rows as what a column is known to hold; what it is not reads as 0 or empty.
// For what asks the store in SQL.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>

#include "store/reader.h"

namespace folioscope::query {

inline std::int64_t integer(const store::SqlValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  // What SQLite computed beyond 64 bits is as much as there can be.
  constexpr double kBeyond = 9223372036854775808.0;  // 2^63
  if (const auto* real = std::get_if<double>(&value)) {
    if (*real >= kBeyond) return std::numeric_limits<std::int64_t>::max();
    if (*real < -kBeyond) return std::numeric_limits<std::int64_t>::min();
    return *real == *real ? static_cast<std::int64_t>(*real) : 0;
  }
  return 0;
}

inline double real(const store::SqlValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  return static_cast<double>(integer(value));
}

// Valid as long as the value.
inline std::string_view view(const store::SqlValue& value) {
  const auto* string = std::get_if<std::string>(&value);
  return string == nullptr ? std::string_view() : std::string_view(*string);
}

inline bool is_null(const store::SqlValue& value) {
  return std::holds_alternative<std::monostate>(value);
}

}  // namespace folioscope::query
