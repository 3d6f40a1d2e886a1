// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/kernel_symbols.h"

#include <algorithm>
#include <array>

#include "base/system_map.h"

namespace folioscope::kbuild {
namespace {

constexpr std::string_view kTracepoint =
    "__tracepoint_";  // DEFINE_TRACE, include/linux/tracepoint.h
constexpr std::string_view kSystem = "str__", kSystemEnd = "__trace_system_name";
constexpr std::array<std::string_view, 6> kWithoutSymbols{"syscalls", "ftrace",    "folioscope",
                                                          "kprobes",  "synthetic", "uprobes"};

void tidy(std::vector<std::string>& names) {
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
}

bool holds(const std::vector<std::string>& sorted, std::string_view name) {
  return std::ranges::binary_search(sorted, name);
}

void take(char type, std::string_view name, KernelSymbols& symbols) {
  if (type == 't' || type == 'T' || type == 'w' || type == 'W') {
    symbols.functions.emplace_back(name);
  } else if (name.starts_with(kTracepoint)) {
    symbols.events.emplace_back(name.substr(kTracepoint.size()));
  } else if (name.starts_with(kSystem) && name.ends_with(kSystemEnd) &&
             name.size() > kSystem.size() + kSystemEnd.size()) {
    name.remove_prefix(kSystem.size());
    name.remove_suffix(kSystemEnd.size());
    symbols.systems.emplace_back(name);
  }
}

}  // namespace

bool KernelSymbols::has_function(std::string_view name) const { return holds(functions, name); }

bool KernelSymbols::has_event(std::string_view system, std::string_view name) const {
  if (std::ranges::find(kWithoutSymbols, system) != kWithoutSymbols.end()) return true;
  if (!holds(systems, system)) return false;
  return name == "*" || holds(events, name);
}

std::vector<std::string> KernelSymbols::clones_of(std::string_view name) const {
  const std::string prefix = std::string(name) + '.';
  std::vector<std::string> clones;
  for (auto at = std::ranges::lower_bound(functions, prefix);
       at != functions.end() && at->starts_with(prefix); ++at)
    clones.push_back(*at);
  return clones;
}

KernelSymbols symbols_of(std::string_view system_map) {
  KernelSymbols symbols;
  while (!system_map.empty()) {
    const std::size_t end = std::min(system_map.find('\n'), system_map.size());
    if (const auto line = symbol_line(system_map.substr(0, end)))
      take(line->type, line->name, symbols);
    system_map.remove_prefix(std::min(end + 1, system_map.size()));
  }
  for (auto* names : {&symbols.functions, &symbols.events, &symbols.systems}) tidy(*names);
  return symbols;
}

}  // namespace folioscope::kbuild
