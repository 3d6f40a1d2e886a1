// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/scale.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace folioscope::compare {
namespace {

struct Step {
  std::string_view symbol;
  double size;  // in the smallest unit of its ladder
};
constexpr std::array kTimes{Step{"ns", 1}, Step{"us", 1e3}, Step{"ms", 1e6}, Step{"s", 1e9}};
constexpr std::array kSizes{Step{"bytes", 1}, Step{"KiB", 0x1p10}, Step{"MiB", 0x1p20},
                            Step{"GiB", 0x1p30}, Step{"TiB", 0x1p40}};

// Moves along a ladder of units; false when `unit` is not on it.
bool climb(std::span<const Step> ladder, std::string_view unit, double largest, Scale& scale) {
  const auto from = std::ranges::find(ladder, unit, &Step::symbol);
  if (from == ladder.end()) return false;
  if (largest == 0) {
    scale.symbol = unit;
    return true;
  }
  auto to = ladder.begin();
  while (to + 1 != ladder.end() && largest * from->size >= (to + 1)->size) ++to;
  scale.factor = from->size / to->size;
  scale.symbol = to->symbol;
  return true;
}

}  // namespace

int decimals_for(double largest) {
  if (largest >= 1000) return 0;
  if (largest >= 100) return 1;
  if (largest >= 10) return 2;
  return 3;
}

Scale scale_for(std::string_view unit, std::span<const double> values) {
  double largest = 0;
  for (double value : values) largest = std::max(largest, std::abs(value));
  Scale scale;
  if (unit == "ratio") {
    scale.factor = 100;
    scale.symbol = "%";
  } else if (!climb(kTimes, unit, largest, scale) && !climb(kSizes, unit, largest, scale) &&
             unit != "count") {
    scale.symbol = unit;
  }
  const auto whole = [&](double value) {
    const double shown = value * scale.factor;
    return std::abs(shown - std::round(shown)) <= 1e-9 * std::abs(shown);
  };
  scale.decimals = std::ranges::all_of(values, whole) ? 0 : decimals_for(largest * scale.factor);
  return scale;
}

std::optional<double> convert(double value, std::string_view from, std::string_view to) {
  for (const std::span<const Step> ladder :
       {std::span<const Step>(kTimes), std::span<const Step>(kSizes)}) {
    const auto one = std::ranges::find(ladder, from, &Step::symbol);
    const auto other = std::ranges::find(ladder, to, &Step::symbol);
    if (one != ladder.end() && other != ladder.end()) return value * one->size / other->size;
  }
  const auto plain = [](std::string_view unit) { return unit == "count" ? "" : unit; };
  if (from == "%" && to == "ratio") return value / 100;
  if (from == "ratio" && to == "%") return value * 100;
  return plain(from) == plain(to) ? std::optional(value) : std::nullopt;
}

}  // namespace folioscope::compare
