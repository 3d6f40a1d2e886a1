// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/wide_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>

#include "compare/scale.h"
#include "format/units.h"
#include "format/value_axis.h"

namespace folioscope::format {
namespace {

constexpr double kZeroApart = 0.7;    // decades below the first
constexpr double kAxisRoom = 0.03;    // of the axis, beyond its ends: a dot there is drawn whole
constexpr int kMostDecadeLabels = 5;  // more touch where a chart is 400 pixels wide

std::int64_t power_of_ten(int exponent) {
  return static_cast<std::int64_t>(std::llround(std::pow(10, exponent)));
}

}  // namespace

std::string decade_label(int exponent, std::string_view unit) {
  constexpr int kLargest = 18;  // of what fits 64 bits
  if (exponent < 0 || exponent > kLargest) return fmt::format("{:g}", std::pow(10, exponent));
  if (unit != "ns") return count(power_of_ten(exponent));
  constexpr std::array<const char*, 4> kUnits{"ns", "us", "ms", "s"};
  const int step = std::min(exponent / 3, 3);
  return fmt::format("{} {}", count(power_of_ten(exponent - 3 * step)),
                     kUnits.at(static_cast<std::size_t>(step)));
}

WideAxis WideAxis::of(std::span<const double> values, std::string_view unit) {
  double smallest = std::numeric_limits<double>::infinity(), largest = 0, least = 0;
  for (const double value : values) {
    least = std::min(least, value);
    largest = std::max(largest, value);
    if (value > 0) smallest = std::min(smallest, value);
  }
  WideAxis axis;
  if (least >= 0 && largest >= kSpan * smallest)
    axis.set_decades(smallest, largest, std::ranges::find(values, 0.0) != values.end(), unit);
  else
    axis.set_even(values, unit);
  return axis;
}

void WideAxis::set_decades(double smallest, double largest, bool zero, std::string_view unit) {
  logarithmic_ = true;
  const int first = static_cast<int>(std::floor(std::log10(smallest) + 1e-9)),
            last = static_cast<int>(std::ceil(std::log10(largest) - 1e-9));
  zero_place_ = first - kZeroApart;
  if (zero) ticks_.push_back({zero_place_, "0"});
  const int step = (last - first) / kMostDecadeLabels + 1;
  for (int exponent = first; exponent <= last; exponent += step)
    ticks_.push_back({static_cast<double>(exponent), decade_label(exponent, unit)});
  const double begin = zero ? zero_place_ : first;
  const double room = kAxisRoom * (last - begin);
  low_ = begin - room;
  high_ = last + room;
}

void WideAxis::set_even(std::span<const double> values, std::string_view unit) {
  const compare::Scale scale = compare::scale_for(unit, values);
  factor_ = scale.factor;
  symbol_ = scale.symbol;
  std::vector<double> shown(values.begin(), values.end());
  for (double& value : shown) value *= factor_;
  const ValueRange range = scale.symbol == "%" ? share_range(shown) : value_range(shown);
  const double room = kAxisRoom * (range.high - range.low);
  low_ = range.low - room;
  high_ = range.high + room;
  const auto steps = static_cast<int>(std::llround((range.high - range.low) / range.step));
  for (int i = 0; i <= steps; ++i) {
    const double at = range.low + i * range.step;
    ticks_.push_back({at, number({1, "", range.decimals}, at)});
  }
}

WideAxis WideAxis::of_failed() {
  WideAxis axis;
  axis.jittered_ = true;
  axis.low_ = -0.5;
  axis.high_ = 1.5;
  axis.ticks_ = {{0, "succeeded"}, {1, "failed"}};
  return axis;
}

double WideAxis::place(double value) const {
  if (!logarithmic_) return value * factor_;
  return value > 0 ? std::log10(value) : zero_place_;
}

}  // namespace folioscope::format
