// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/print_fmt.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace folioscope::trace {
namespace {

constexpr std::string_view kRecord = "REC->";

bool is_name_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Splits at commas that stand outside of quotes and parentheses. The first part is the format.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '(' || c == ')')) {
      depth += c == '(' ? 1 : -1;
    } else if (!quoted && depth == 0 && c == ',') {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(text.substr(begin));
  return parts;
}

// The letter of each conversion ("%-5lx": x), '*' where a width is an argument.
std::vector<char> conversions_of(std::string_view format) {
  constexpr std::string_view kBefore = "-+ #0123456789.hlLqjzt";
  std::vector<char> letters;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    for (++i; i < format.size() && (kBefore.find(format[i]) != kBefore.npos || format[i] == '*');
         ++i)
      if (format[i] == '*') letters.push_back('*');
    if (i < format.size() && format[i] != '%') letters.push_back(format[i]);
  }
  return letters;
}

// "REC->ip", "(void *)REC->ip": ip; empty for anything else.
std::string_view field_in(std::string_view argument) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!argument.empty() && is_space(argument.front())) argument.remove_prefix(1);
  while (!argument.empty() && is_space(argument.back())) argument.remove_suffix(1);
  const std::size_t at = argument.find(kRecord);
  if (at == argument.npos) return {};
  const std::string_view cast = argument.substr(0, at);
  const std::string_view name = argument.substr(at + kRecord.size());
  const bool plain = cast.empty() || (cast.front() == '(' && cast.find(')') == cast.size() - 1);
  return plain && std::ranges::all_of(name, is_name_char) ? name : std::string_view();
}

}  // namespace

std::vector<std::string_view> address_fields(std::string_view text, bool of_probe) {
  const std::vector<std::string_view> parts = parts_of(text);
  const std::vector<char> conversions = conversions_of(parts.front());
  std::vector<std::string_view> fields;
  for (std::size_t i = 0; i < conversions.size() && i + 1 < parts.size(); ++i) {
    const bool address = conversions[i] == 'p' || (of_probe && conversions[i] == 'x');
    const std::string_view field = address ? field_in(parts[i + 1]) : std::string_view();
    if (!field.empty()) fields.push_back(field);
  }
  return fields;
}

}  // namespace folioscope::trace
