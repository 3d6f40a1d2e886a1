// SPDX-License-Identifier: GPL-3.0-or-later
// The axis of a number that a run sweeps over, for result pages and desktop alike. Pure.
#pragma once

#include <vector>

namespace folioscope::format {

// Where a number stands on the axis of the swept ones. Logarithmic to the base 2 when those above
// zero are powers of two (a zero is one step to the left), to the base 10 when they span more than
// a decade; else linear.
class SweptAxis {
 public:
  explicit SweptAxis(const std::vector<double>& xs);

  double place(double x) const;  // 0..1 for those of the constructor
  const char* note() const;      // "log2 scale", "log scale" or ""

 private:
  enum class Kind { Linear, Binary, Decimal };
  double position(double x) const;

  Kind kind_ = Kind::Linear;
  double low_ = 0, high_ = 1;  // positions
  double zero_ = 0;            // where 0 stands when logarithmic
};

}  // namespace folioscope::format
