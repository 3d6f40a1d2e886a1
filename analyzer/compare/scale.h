// SPDX-License-Identifier: GPL-3.0-or-later
// In which unit and with how many decimals the numbers of a metric are shown, and what an amount is
// in another unit. Numbers only: format/units.h writes them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace folioscope::compare {

// How the numbers of one metric are written, the same for all of its variants.
struct Scale {
  double factor = 1;   // stored value * factor = shown value
  std::string symbol;  // of the shown value: "%", "ms", "MiB", "pages", "" for plain counts
  int decimals = 0;

  bool operator==(const Scale&) const = default;
};

// `unit` as stored in metric.unit. "ratio" is shown in percent; times and byte counts in the
// largest unit that leaves the largest value at 1 or more; four digits, none behind the point when
// every value is whole.
Scale scale_for(std::string_view unit, std::span<const double> values);

// The same amount in another unit, as units are stored ("ratio", "count") or written ("%", ""):
// 0.8 s are 8e8 ns. Nothing when they do not measure the same.
std::optional<double> convert(double value, std::string_view from, std::string_view to);

// Decimals that show four digits of `largest`; none from 1,000 on.
int decimals_for(double largest);

}  // namespace folioscope::compare
