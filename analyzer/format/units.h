// SPDX-License-Identifier: GPL-3.0-or-later
// The one place where numbers become text, for report and desktop alike. Independent of the locale.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/units.h"
#include "compare/scale.h"

namespace folioscope::format {

std::string number(const compare::Scale& scale, double value);         // "11.25", "12,345"
std::string signed_number(const compare::Scale& scale, double value);  // "+11.25", "-3", "0"
std::string with_symbol(const compare::Scale& scale, double value);    // "11.25 %", "3.200 ms"
// "%" differences are percentage points: "points"; everything else keeps its symbol.
std::string difference_symbol(const compare::Scale& scale);

std::string p_value(double p);                // "0.031", "<0.001"
std::string p_statement(double p);            // "p = 0.031", "p < 0.001"
std::string count(std::int64_t value);        // "12,345,678"
std::string duration(std::int64_t ns);        // "850 ms", "12.3 s", "4 min 05 s", "1 h 02 min"
std::string short_time(double ns);            // three digits: "850 ns", "2.05 us", "81.2 ms"
std::string frame_number(std::uint64_t pfn);  // "0x1f28d"
std::string date(HostTime time);              // "2026-11-21 09:00:12 UTC"
std::string bytes(Bytes value);               // "512 MiB"
// "0-3, 5" of 0 1 2 3 5; ascending.
std::string boot_list(std::span<const int> boots);
// "1 boot", "6 boots"
std::string plural(std::int64_t count, std::string_view noun);

}  // namespace folioscope::format
