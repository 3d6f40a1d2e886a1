// SPDX-License-Identifier: GPL-3.0-or-later
#include "tree/document.h"

#include <algorithm>
#include <sstream>

namespace folioscope::tree {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") + 1 - begin));
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  line.remove_prefix(1);
  for (std::size_t end = line.find('|'); end != line.npos; end = line.find('|')) {
    cells.push_back(trimmed(line.substr(0, end)));
    line.remove_prefix(end + 1);
  }
  return cells;
}

bool is_rule(const std::vector<std::string>& cells) {
  return std::ranges::all_of(cells, [](const std::string& cell) {
    return cell.find_first_not_of("-:") == std::string::npos;
  });
}

std::string without_parentheses(std::string_view text) {
  std::string kept;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) kept += c;
    if (c == ')' && depth > 0) --depth;
  }
  return kept;
}

}  // namespace

Table table_of(std::string_view document, std::string_view first_heading) {
  Table table;
  bool inside = false;
  std::istringstream lines{std::string(document)};
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with('|')) {
      if (inside) return table;
      continue;
    }
    const std::vector<std::string> cells = cells_of(line);
    if (cells.empty()) continue;
    if (inside && !is_rule(cells)) table.push_back(cells);
    inside = inside || cells.front() == first_heading;
  }
  return table;
}

std::vector<std::string> names_in(std::string_view cell) {
  std::vector<std::string> names;
  std::istringstream parts(without_parentheses(cell));
  for (std::string part; std::getline(parts, part, ',');) {
    std::erase(part, '`');
    std::string name = trimmed(part);
    if (name.ends_with('/')) name.pop_back();
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace folioscope::tree
