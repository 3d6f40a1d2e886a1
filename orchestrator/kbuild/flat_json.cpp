// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/flat_json.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

std::string quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      quoted += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20)
      quoted += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      quoted += c;
  }
  return quoted + '"';
}

// Takes one quoted string from the front of `text`.
std::optional<std::string> take_string(std::string_view& text) {
  if (!text.starts_with('"')) return std::nullopt;
  text.remove_prefix(1);
  std::string value;
  while (!text.empty() && text.front() != '"') {
    if (text.front() != '\\') {
      value += text.front();
      text.remove_prefix(1);
    } else if (text.size() >= 6 && text[1] == 'u') {
      unsigned code = 0;
      std::from_chars(text.data() + 2, text.data() + 6, code, 16);
      value += static_cast<char>(code);
      text.remove_prefix(6);
    } else if (text.size() >= 2) {
      value += text[1];
      text.remove_prefix(2);
    } else {
      return std::nullopt;
    }
  }
  if (text.empty()) return std::nullopt;
  text.remove_prefix(1);
  return value;
}

}  // namespace

std::string write_flat_json(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string text = "{\n";
  for (std::size_t i = 0; i < members.size(); ++i)
    text += fmt::format("  {}: {}{}\n", quote(members[i].first), quote(members[i].second),
                        i + 1 < members.size() ? "," : "");
  return text + "}\n";
}

std::map<std::string, std::string> read_flat_json(std::string_view text) {
  std::map<std::string, std::string> members;
  for (std::string_view line : sys::split_lines(text)) {
    line = sys::trim(line);
    const auto name = take_string(line);
    if (!name || !line.starts_with(": ")) continue;
    line.remove_prefix(2);
    const auto value = take_string(line);
    if (value) members.emplace(*name, *value);
  }
  return members;
}

}  // namespace folioscope::kbuild
