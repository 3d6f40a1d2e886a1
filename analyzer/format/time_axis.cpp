// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/time_axis.h"

#include <fmt/format.h>

#include <algorithm>

namespace folioscope::format {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;

// The smallest round step with at most `most` ticks.
std::int64_t time_step(std::int64_t length_ns, int most) {
  constexpr std::int64_t kLargest = 1'000'000'000'000'000'000;
  for (std::int64_t power = 1; power < kLargest; power *= 10)
    for (const std::int64_t factor : {1, 2, 5})
      if (length_ns / (power * factor) < most) return power * factor;
  return kLargest;
}

}  // namespace

std::string guest_time(std::int64_t ns, int decimals) {
  const std::string fraction = fmt::format("{:09}", ns % kSecondNs);
  const auto kept = static_cast<std::size_t>(std::clamp(decimals, 0, 9));
  return fmt::format("{}{}{} s", ns / kSecondNs, kept == 0 ? "" : ".", fraction.substr(0, kept));
}

std::vector<TimeTick> time_ticks(std::int64_t begin_ns, std::int64_t end_ns, int most) {
  std::vector<TimeTick> ticks;
  if (begin_ns < 0 || end_ns <= begin_ns || most < 1) return ticks;
  const std::int64_t step = time_step(end_ns - begin_ns, most);
  int decimals = 9;
  for (std::int64_t rest = step; rest % 10 == 0 && decimals > 0; rest /= 10) --decimals;
  for (std::int64_t ns = (begin_ns + step - 1) / step * step; ns <= end_ns; ns += step)
    ticks.push_back({ns, guest_time(ns, decimals)});
  return ticks;
}

}  // namespace folioscope::format
