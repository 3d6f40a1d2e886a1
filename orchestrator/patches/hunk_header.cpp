// SPDX-License-Identifier: GPL-3.0-or-later
#include "patches/hunk_header.h"

#include <charconv>
#include <utility>

namespace folioscope::patches {

std::optional<int> count_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

namespace {

// "12,3" or "12"
std::optional<std::pair<int, int>> range(std::string_view text) {
  const std::size_t comma = text.find(',');
  const auto first = count_in(text.substr(0, comma));
  const auto count = comma == std::string_view::npos ? 1 : count_in(text.substr(comma + 1));
  if (!first || !count) return std::nullopt;
  return std::pair(*first, *count);
}

char unescape(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    default:
      return c;
  }
}

bool is_octal(std::string_view text) {
  return text.size() == 3 && text.find_first_not_of("01234567") == std::string_view::npos;
}

std::string unquote(std::string_view text) {
  std::string out;
  for (std::size_t at = 1; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out += text[at];
    } else if (const std::string_view digits = text.substr(at + 1, 3); is_octal(digits)) {
      out += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
      at += 3;
    } else {
      out += unescape(text[++at]);
    }
  }
  return out;
}

}  // namespace

std::optional<HunkRange> parse_hunk_header(std::string_view line) {
  if (!line.starts_with("@@ -")) return std::nullopt;
  line.remove_prefix(4);
  const std::size_t plus = line.find(" +");
  const std::size_t end = line.find(" @@", plus == std::string_view::npos ? 0 : plus);
  if (plus == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
  const auto old_range = range(line.substr(0, plus));
  const auto new_range = range(line.substr(plus + 2, end - plus - 2));
  if (!old_range || !new_range) return std::nullopt;
  return HunkRange{old_range->first, old_range->second, new_range->first, new_range->second};
}

std::string parse_name(std::string_view written) {
  if (written.starts_with('"')) return unquote(written);
  written = written.substr(0, written.find('\t'));
  while (!written.empty() && (written.back() == ' ' || written.back() == '\r'))
    written.remove_suffix(1);
  return std::string(written);
}

}  // namespace folioscope::patches
