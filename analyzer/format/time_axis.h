// SPDX-License-Identifier: GPL-3.0-or-later
// A guest's time on an axis and in a sentence. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace folioscope::format {

// Seconds since the guest's boot with so many decimals, cut and not rounded: "6.839 s".
std::string guest_time(std::int64_t ns, int decimals = 9);

struct TimeTick {
  std::int64_t ns = 0;
  std::string label;

  bool operator==(const TimeTick&) const = default;
};
// Round times (1, 2 or 5 times a power of ten) inside of a stretch, no more than `most` of them;
// labels have the decimals that tell them apart.
std::vector<TimeTick> time_ticks(std::int64_t begin_ns, std::int64_t end_ns, int most);

}  // namespace folioscope::format
