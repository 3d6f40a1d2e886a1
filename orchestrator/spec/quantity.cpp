// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace folioscope::spec {

std::optional<Quantity> split_quantity(std::string_view text) {
  Quantity quantity;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.number);
  if (error == std::errc::invalid_argument) return std::nullopt;
  quantity.overflow = error == std::errc::result_out_of_range;
  quantity.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  while (quantity.unit.starts_with(' ')) quantity.unit.remove_prefix(1);
  return quantity;
}

const Unit* find_unit(std::span<const Unit> units, std::string_view name) {
  auto found = std::ranges::find(units, name, &Unit::name);
  return found == units.end() ? nullptr : &*found;
}

std::string quantity_pattern(std::span<const Unit> units, std::string_view suffix) {
  std::string names;
  for (const Unit& unit : units) {
    if (!names.empty()) names += '|';
    names += unit.name;
  }
  return fmt::format("^[0-9]+ *({}){}$", names, suffix);
}

}  // namespace folioscope::spec
