// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/workload_name.h"

#include <algorithm>

namespace folioscope {
namespace {

std::string_view take_word(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

}  // namespace

std::string to_string(const WorkloadName& name) {
  std::string text = name.program;
  for (const auto& [key, value] : name.at) text.append(" ").append(key).append("=").append(value);
  return text;
}

std::optional<WorkloadName> parse_workload_name(std::string_view text) {
  WorkloadName name{std::string(take_word(text))};
  if (name.empty() || name.program.find('=') != name.program.npos) return std::nullopt;
  while (!text.empty()) {
    const std::string_view word = take_word(text);
    const std::size_t equals = word.find('=');
    if (equals != word.npos && equals > 0)
      name.at.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    else if (!name.at.empty())
      name.at.back().second.append(" ").append(word);
    else
      return std::nullopt;
  }
  return name;
}

}  // namespace folioscope
