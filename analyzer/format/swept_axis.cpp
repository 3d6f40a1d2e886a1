// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/swept_axis.h"

#include <algorithm>
#include <cmath>

namespace folioscope::format {

SweptAxis::SweptAxis(const std::vector<double>& xs) {
  double smallest = 0, largest = 0;  // above zero
  bool powers = true, negative = false, zeros = false;
  for (const double x : xs) {
    negative |= x < 0;
    zeros |= x == 0;
    if (x <= 0) continue;
    powers = powers && std::log2(x) == std::round(std::log2(x));
    smallest = smallest == 0 ? x : std::min(smallest, x);
    largest = std::max(largest, x);
  }
  if (!negative && smallest > 0 && powers && largest > smallest)
    kind_ = Kind::Binary;
  else if (!negative && smallest > 0 && largest > 10 * smallest)
    kind_ = Kind::Decimal;
  if (kind_ != Kind::Linear) {
    zero_ = position(smallest) - (kind_ == Kind::Binary ? 1 : 0.3);
    low_ = zeros ? zero_ : position(smallest);
    high_ = position(largest);
  } else if (!xs.empty()) {
    low_ = std::ranges::min(xs);
    high_ = std::ranges::max(xs);
  }
}

double SweptAxis::position(double x) const {
  if (kind_ == Kind::Linear) return x;
  if (x <= 0) return zero_;
  return kind_ == Kind::Binary ? std::log2(x) : std::log10(x);
}

double SweptAxis::place(double x) const {
  return high_ > low_ ? (position(x) - low_) / (high_ - low_) : 0.5;
}

const char* SweptAxis::note() const {
  if (kind_ == Kind::Linear) return "";
  return kind_ == Kind::Binary ? "log2 scale" : "log scale";
}

}  // namespace folioscope::format
