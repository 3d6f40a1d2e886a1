// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/symbols.h"

#include <algorithm>
#include <optional>

#include "base/system_map.h"
#include "derive/text_walk.h"

namespace folioscope::derive {
namespace {

// A kernel's has some 3 MiB; what is far over it is something else.
constexpr std::size_t kMostText = std::size_t{64} << 20;
constexpr const char* kRemedy = "give the System.map of the build the guest booted";

bool is_function(char type) {
  return std::string_view("tTwW").find(type) != std::string_view::npos;
}

}  // namespace

Result<Symbols> Symbols::parse(const SymbolFile& file, std::string_view kernel) {
  if (file.kernel != kernel)
    return user_fault("the symbols are of kernel '" + std::string(file.kernel) +
                          "', the guest booted '" + std::string(kernel) + "'",
                      kRemedy);
  if (file.text.size() > kMostText) return user_fault("the System.map is too large", kRemedy);
  std::vector<SymbolLine> lines;
  std::optional<std::uint64_t> start, end;
  for (std::string_view rest = file.text; !rest.empty();) {
    const auto line = symbol_line(take_line(rest));
    if (!line) return user_fault("the file is no System.map", kRemedy);
    if (!is_function(line->type)) continue;  // data
    if (line->name == "_stext") start = line->address;
    if (line->name == "_etext") end = line->address;
    if (line->name != "_stext" && line->name != "_text") lines.push_back(*line);
  }
  if (!start || !end || *end < *start)
    return user_fault("the System.map has no _stext or no _etext", kRemedy);

  Symbols symbols;
  symbols.size_ = *end - *start;
  std::stable_sort(lines.begin(), lines.end(),
                   [](const SymbolLine& a, const SymbolLine& b) { return a.address < b.address; });
  for (const SymbolLine& line : lines) {
    if (line.address < *start || line.address >= *end) continue;  // per-CPU, init
    const std::uint64_t offset = line.address - *start;
    if (!symbols.symbols_.empty() && symbols.symbols_.back().offset == offset) continue;  // alias
    const std::string_view name = line.name.substr(0, line.name.find('.'));
    symbols.symbols_.push_back({offset, static_cast<std::uint32_t>(symbols.names_.size()),
                                static_cast<std::uint32_t>(name.size())});
    symbols.names_ += name;
  }
  return symbols;
}

std::string_view Symbols::function(std::uint64_t return_offset) const {
  if (return_offset == 0 || return_offset > size_) return {};
  const auto after = std::upper_bound(
      symbols_.begin(), symbols_.end(), return_offset - 1,
      [](std::uint64_t value, const Symbol& symbol) { return value < symbol.offset; });
  if (after == symbols_.begin()) return {};
  const Symbol& symbol = *std::prev(after);
  return std::string_view(names_).substr(symbol.name, symbol.length);
}

}  // namespace folioscope::derive
