// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/value_axis.h"

#include <algorithm>
#include <cmath>

namespace folioscope::format {
namespace {

constexpr double kAir = 0.06;  // of the span, above and below
constexpr double kWantedSteps = 6;

double round_step(double rough) {
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (double multiple : {1.0, 2.0, 5.0})
    if (rough <= multiple * power * (1 + 1e-9)) return multiple * power;
  return 10 * power;
}

}  // namespace

ValueRange value_range(std::span<const double> values) {
  double low = 0, high = 1;
  if (!values.empty()) {
    const auto [smallest, largest] = std::ranges::minmax(values);
    low = smallest;
    high = largest;
    if (low == high) {
      const double room = low == 0 ? 1 : std::abs(low) / 2;
      low = low == 0 ? 0 : low - room;
      high += room;
    } else {
      const bool from_zero = smallest >= 0 && smallest < largest / 2;
      const double air = kAir * (high - low);
      low = from_zero ? 0 : low - air;
      if (smallest >= 0) low = std::max(low, 0.0);
      high += air;
    }
  }
  const double step = round_step((high - low) / kWantedSteps);
  ValueRange range;
  range.low = std::floor(low / step + 1e-9) * step;
  range.high = std::ceil(high / step - 1e-9) * step;
  range.step = step;
  range.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  return range;
}

ValueRange share_range(std::span<const double> percent) {
  constexpr double kAll = 100;
  ValueRange range = value_range(percent);
  if (std::ranges::none_of(percent, [](double share) { return share > kAll; }))
    range.high = std::min(range.high, kAll);
  return range;
}

}  // namespace folioscope::format
