// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of a kernel's System.map (scripts/mksysmap, nm(1)): "ffffffff811baf00 T folio_unlock".
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace folioscope {

struct SymbolLine {
  std::uint64_t address = 0;
  char type = 0;          // as nm writes it: 't' and 'T' are functions
  std::string_view name;  // valid as long as the line's text
};

// Nothing: it is no such line.
inline std::optional<SymbolLine> symbol_line(std::string_view line) {
  SymbolLine symbol;
  const auto [end, error] =
      std::from_chars(line.data(), line.data() + line.size(), symbol.address, 16);
  if (error != std::errc()) return std::nullopt;
  line.remove_prefix(static_cast<std::size_t>(end - line.data()));
  constexpr std::size_t kTypeAndBlanks = 3;
  if (line.size() <= kTypeAndBlanks || line[0] != ' ' || line[2] != ' ') return std::nullopt;
  symbol.type = line[1];
  symbol.name = line.substr(kTypeAndBlanks);
  return symbol;
}

}  // namespace folioscope
