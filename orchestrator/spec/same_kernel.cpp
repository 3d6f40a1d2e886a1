// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/same_kernel.h"

#include <re2/re2.h>

#include <sstream>
#include <vector>

namespace folioscope::spec {
namespace {

constexpr std::string_view kList = "variants:";

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(std::move(line));
  return lines;
}

bool is_blank(const std::string& line) {
  const std::size_t at = line.find_first_not_of(' ');
  return at == line.npos || line[at] == '#';
}

std::size_t indent_of(const std::string& line) { return line.find_first_not_of(' '); }

bool begins_item(const std::string& line) {
  const std::size_t at = indent_of(line);
  return at != line.npos && line.compare(at, 2, "- ") == 0;
}

// A key at the margin; items of a list may stand there too.
bool begins_key(const std::string& line) {
  return !is_blank(line) && indent_of(line) == 0 && !begins_item(line);
}

std::string renamed(std::string item, const char* name) {
  static const re2::RE2 kName(R"((\bname:\s*)("[^"]*"|'[^']*'|[^,}\s]+))");
  re2::RE2::Replace(&item, kName, std::string("\\1") + name);
  return item;
}

}  // namespace

Result<std::string> same_kernel_twice(std::string_view text) {
  const std::vector<std::string> lines = lines_of(text);
  std::size_t list = 0;
  while (list < lines.size() && !lines[list].starts_with(kList)) ++list;
  std::size_t first = list + 1;
  while (first < lines.size() && is_blank(lines[first])) ++first;
  if (first >= lines.size() || !begins_item(lines[first]) ||
      lines[list].find_first_not_of(' ', kList.size()) != std::string::npos)
    return user_fault("the list `variants` of this experiment cannot be cut to its first item",
                      "write `variants:` on a line of its own, and below it a line an item");
  std::size_t end = first;  // of the list
  while (end < lines.size() && !begins_key(lines[end])) ++end;
  std::string item;
  for (std::size_t at = first; at < end; ++at) {
    if (at > first && begins_item(lines[at]) && indent_of(lines[at]) <= indent_of(lines[first]))
      break;
    item += lines[at] + '\n';
  }
  std::string made;
  for (std::size_t at = 0; at <= list; ++at) made += lines[at] + '\n';
  made += renamed(item, "A") + renamed(item, "B");
  for (std::size_t at = end; at < lines.size(); ++at) made += lines[at] + '\n';
  return made;
}

}  // namespace folioscope::spec
