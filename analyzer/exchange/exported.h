// SPDX-License-Identifier: GPL-3.0-or-later
// What part of a boot is exported, and what became of it.
#pragma once

#include <cstdint>
#include <limits>

#include "base/result.h"
#include "base/units.h"
#include "store/reader.h"

namespace folioscope::exchange {

// Of a boot's clock, both ends inside.
struct TimeWindow {
  std::int64_t from_ns = std::numeric_limits<std::int64_t>::min();
  std::int64_t to_ns = std::numeric_limits<std::int64_t>::max();

  bool overlaps(std::int64_t first_ns, std::int64_t last_ns) const {
    return first_ns <= to_ns && last_ns >= from_ns;
  }
};

// What is added to a boot's times to make them those of the host (CLOCK_MONOTONIC of the machine
// that folioscope ran on).
struct ClockShift {
  std::int64_t ns = 0;
  std::int64_t error_ns = 0;  // it may be so much less or more
};

// By the better of the boot's readings of both clocks: neither drifts by more than their errors
// within a boot. Fault (User): it has none.
Result<ClockShift> shift_to_host(store::Reader& reader, CellId cell);

struct Exported {
  std::int64_t events = 0;
  int cpus = 0;  // that the file has; some may be without events
};

Fault no_events(CellId cell);

}  // namespace folioscope::exchange
