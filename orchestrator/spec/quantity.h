// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers with a unit, as users write them: "512MiB", "90s".
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace folioscope::spec {

struct Unit {
  std::string_view name;
  std::uint64_t factor;  // of bytes, or of milliseconds
};
inline constexpr Unit kSizeUnits[] = {
    {"KiB", 1ull << 10}, {"MiB", 1ull << 20}, {"GiB", 1ull << 30}};
inline constexpr Unit kTimeUnits[] = {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}};

struct Quantity {
  std::uint64_t number = 0;
  std::string_view unit;  // of the text that it was read from
  bool overflow = false;
};

// "12 MiB" -> 12, "MiB"; nothing when it does not begin with digits. The unit may be any text.
std::optional<Quantity> split_quantity(std::string_view text);
// nullptr where `units` has no such one.
const Unit* find_unit(std::span<const Unit> units, std::string_view name);
// What split_quantity() takes and find_unit() knows, with `suffix`, as a regular expression.
std::string quantity_pattern(std::span<const Unit> units, std::string_view suffix = {});

}  // namespace folioscope::spec
