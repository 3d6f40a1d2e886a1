// SPDX-License-Identifier: GPL-3.0-or-later
// Sums of counts that somebody else claims: what is beyond 64 bits is as much as there can be.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <limits>

namespace folioscope {

constexpr std::int64_t saturating_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

constexpr std::int64_t saturating_sum(std::initializer_list<std::int64_t> values) {
  std::int64_t sum = 0;
  for (const std::int64_t value : values) sum = saturating_add(sum, value);
  return sum;
}

constexpr std::int64_t saturating_subtract(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(a, b, &difference)) return difference;
  return b < 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

constexpr std::int64_t saturating_abs(std::int64_t value) {
  return value < 0 ? saturating_subtract(0, value) : value;
}

}  // namespace folioscope
