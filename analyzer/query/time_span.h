// SPDX-License-Identifier: GPL-3.0-or-later
// A stretch of a guest's time, as the timeline computes with it.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/units.h"

namespace folioscope::query {

// Both ends in nanoseconds of the guest's trace clock, 0 to kLatest.
struct TimeSpan {
  std::int64_t begin_ns = 0, end_ns = 0;

  std::int64_t length() const { return end_ns - begin_ns; }
  bool empty() const { return end_ns <= begin_ns; }
  bool overlaps(const TimeSpan& other) const {
    return begin_ns <= other.end_ns && other.begin_ns <= end_ns;
  }
  bool operator==(const TimeSpan&) const = default;
};

// 73 years: what a hostile clock says beyond that counts as that, so that differences and sums of
// two times fit.
inline constexpr std::int64_t kLatest = std::int64_t{1} << 61;
inline std::int64_t bounded_time(std::int64_t ns) {
  return std::clamp<std::int64_t>(ns, 0, kLatest);
}
inline std::int64_t bounded_time(GuestTime time) {
  return static_cast<std::int64_t>(std::min<std::uint64_t>(time.ns, kLatest));
}

}  // namespace folioscope::query
