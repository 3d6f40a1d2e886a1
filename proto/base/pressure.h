// SPDX-License-Identifier: GPL-3.0-or-later
// Pressure stall information, the kernel's Documentation/accounting/psi.rst, of hosts and guests.
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace folioscope {

// Of a file in /proc/pressure, the total of the line that begins with `who`: "some" task waited, or
// the "full" lot of them. Empty: there is no such line, as in a kernel that does not measure.
inline std::optional<std::chrono::microseconds> pressure_total(std::string_view text,
                                                               std::string_view who) {
  constexpr std::string_view kTotal = " total=";
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
    const std::size_t at = line.find(kTotal);
    if (!line.starts_with(who) || !line.substr(who.size()).starts_with(' ') || at == line.npos)
      continue;
    std::int64_t total = 0;
    const auto [end, error] =
        std::from_chars(line.data() + at + kTotal.size(), line.data() + line.size(), total);
    if (error != std::errc{}) return std::nullopt;
    return std::chrono::microseconds(total);
  }
  return std::nullopt;
}

}  // namespace folioscope
