// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/functions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

// More names than that fill a screen.
constexpr std::size_t kShown = 12;

std::string plain_name(const std::string& name) {
  return name.ends_with(".cold") ? name.substr(0, name.size() - 5) : name;
}

// Several functions may have one name: each stands for a file of its own.
std::map<std::string, std::vector<Function>> by_name(const std::vector<Function>& functions) {
  std::map<std::string, std::vector<Function>> names;
  for (const Function& function : functions) names[plain_name(function.name)].push_back(function);
  for (auto& [name, same] : names) std::ranges::sort(same);
  return names;
}

void add_part(std::string& text, const std::vector<std::string>& names, const char* what) {
  if (names.empty()) return;
  const std::size_t shown = std::min(names.size(), kShown);
  text += fmt::format(
      "{}{} function{} {}: {}", text.empty() ? "" : "; ", names.size(),
      names.size() == 1 ? "" : "s", what,
      fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < names.size()) text += fmt::format(", and {} more", names.size() - shown);
}

}  // namespace

std::string to_text(const std::vector<Function>& functions) {
  std::string text;
  for (const Function& function : functions)
    text += fmt::format("{} {} {}\n", function.hash, function.size, function.name);
  return text;
}

std::vector<Function> functions_from_text(std::string_view text) {
  std::vector<Function> functions;
  for (const std::string_view line : sys::split_lines(text)) {
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    if (first == line.npos || second == line.npos) continue;
    Function function{std::string(line.substr(second + 1)), 0, std::string(line.substr(0, first))};
    const std::string_view size = line.substr(first + 1, second - first - 1);
    if (std::from_chars(size.data(), size.data() + size.size(), function.size).ec == std::errc())
      functions.push_back(std::move(function));
  }
  return functions;
}

FunctionChanges compare_functions(const std::vector<Function>& before,
                                  const std::vector<Function>& after) {
  const auto old_names = by_name(before), new_names = by_name(after);
  FunctionChanges changes;
  for (const auto& [name, functions] : old_names) {
    const auto now = new_names.find(name);
    if (now == new_names.end())
      changes.removed.push_back(name);
    else if (now->second != functions)
      changes.changed.push_back(name);
  }
  for (const auto& [name, functions] : new_names)
    if (!old_names.contains(name)) changes.added.push_back(name);
  return changes;
}

std::string describe(const FunctionChanges& changes) {
  std::string text;
  add_part(text, changes.changed, "changed");
  add_part(text, changes.added, "added");
  add_part(text, changes.removed, "removed");
  return text;
}

}  // namespace folioscope::kbuild
