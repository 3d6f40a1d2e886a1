// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where numbers become text, for report and desktop alike. Independent of the locale.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/units.h"

namespace folioscope::report {

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

std::string number(const Scale& scale, double value);         // "11.25", "12,345"
std::string signed_number(const Scale& scale, double value);  // "+11.25", "-3", "0"
std::string with_symbol(const Scale& scale, double value);    // "11.25 %", "3.200 ms"
// "%" differences are percentage points: "points"; everything else keeps its symbol.
std::string difference_symbol(const Scale& scale);

std::string p_value(double p);          // "0.031", "<0.001"
std::string count(std::int64_t value);  // "12,345,678"
std::string duration(std::int64_t ns);  // "850 ms", "12.3 s", "4 min 05 s", "1 h 02 min"
std::string short_time(double ns);      // three digits: "850 ns", "2.05 us", "81.2 ms"
std::string date(HostTime time);        // "2026-11-21 09:00:12 UTC"
std::string bytes(Bytes value);         // "512 MiB"
// "0-3, 5" of 0 1 2 3 5; ascending.
std::string boot_list(std::span<const int> boots);
// "1 boot", "6 boots"
std::string plural(std::int64_t count, std::string_view noun);

}  // namespace folioscope::report
