// SPDX-License-Identifier: GPL-3.0-or-later
// The value axis of a chart: where a value stands, and which values get a mark. Pure.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "compare/scale.h"
#include "format/value_axis.h"

namespace folioscope::resultpage {

struct Tick {
  double place = 0;  // 0 at the bottom, 1 at the top
  std::string label;
};

class ChartAxis {
 public:
  // Logarithmic when the values, none below 0, span more than two decades above 0; zeros then
  // stand at the bottom, below a gap. Otherwise linear, from 0 where that wastes little.
  ChartAxis(std::span<const double> values, const compare::Scale& scale);

  bool logarithmic() const { return logarithmic_; }
  bool has_gap() const { return gap_ > 0; }
  double place(double value) const;  // 0..1 for every value of the constructor's
  const std::vector<Tick>& ticks() const { return ticks_; }

 private:
  void make_linear(const format::ValueRange& range);
  void make_logarithmic(double smallest, double largest, bool zeros);

  bool logarithmic_ = false;
  double low_ = 0, high_ = 1;  // of the axis; exponents of ten when logarithmic
  double factor_ = 1;          // stored value -> shown value
  double gap_ = 0;             // share of the axis below the smallest exponent
  std::vector<Tick> ticks_;
};

}  // namespace folioscope::resultpage
