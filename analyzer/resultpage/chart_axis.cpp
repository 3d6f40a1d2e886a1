// SPDX-License-Identifier: GPL-3.0-or-later
#include "resultpage/chart_axis.h"

#include <algorithm>
#include <cmath>

#include "compare/scale.h"
#include "format/units.h"

namespace folioscope::resultpage {
namespace {

constexpr double kDecades = 100;     // a larger span than this is drawn logarithmically
constexpr double kZeroGap = 0.12;    // of the axis, between zero and the smallest decade
constexpr int kMostDecadeTicks = 8;  // more would touch each other

std::string power_label(double power, int exponent) {
  return format::number({1, "", std::max(0, -exponent)}, power);
}

}  // namespace

ChartAxis::ChartAxis(std::span<const double> values, const compare::Scale& scale)
    : factor_(scale.factor) {
  std::vector<double> shown;
  for (const double value : values) shown.push_back(value * factor_);
  double smallest = 0, largest = 0;  // above zero
  bool zeros = false, negative = false;
  for (const double value : shown) {
    negative |= value < 0;
    zeros |= value == 0;
    if (value <= 0) continue;
    smallest = smallest == 0 ? value : std::min(smallest, value);
    largest = std::max(largest, value);
  }
  logarithmic_ = !negative && smallest > 0 && largest / smallest > kDecades;
  if (logarithmic_)
    make_logarithmic(smallest, largest, zeros);
  else
    make_linear(scale.symbol == "%" ? format::share_range(shown) : format::value_range(shown));
}

void ChartAxis::make_linear(const format::ValueRange& range) {
  low_ = range.low;
  high_ = range.high;
  const int steps = static_cast<int>(std::floor((high_ - low_) / range.step + 1e-9));
  for (int i = 0; i <= steps; ++i) {
    const double value = low_ + i * range.step;
    ticks_.push_back(
        {(value - low_) / (high_ - low_), format::number({1, "", range.decimals}, value)});
  }
}

void ChartAxis::make_logarithmic(double smallest, double largest, bool zeros) {
  low_ = std::floor(std::log10(smallest) + 1e-9);
  high_ = std::ceil(std::log10(largest) - 1e-9);
  gap_ = zeros ? kZeroGap : 0;
  if (zeros) ticks_.push_back({0, "0"});
  const int decades = static_cast<int>(high_ - low_);
  const int stride = decades / kMostDecadeTicks + 1;
  for (int i = 0; i <= decades; i += stride) {
    const int exponent = static_cast<int>(low_) + i;
    ticks_.push_back(
        {gap_ + (1 - gap_) * i / decades, power_label(std::pow(10, exponent), exponent)});
  }
}

double ChartAxis::place(double value) const {
  const double shown = value * factor_;
  if (!logarithmic_) return (shown - low_) / (high_ - low_);
  if (shown <= 0) return 0;
  return gap_ + (1 - gap_) * (std::log10(shown) - low_) / (high_ - low_);
}

}  // namespace folioscope::resultpage
