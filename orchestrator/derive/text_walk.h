// SPDX-License-Identifier: GPL-3.0-or-later
// Lines, words and numbers of a guest's text files.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace folioscope::derive {

// Takes the next line, without its end, off the front of `text`.
inline std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// Takes the next word off the front of `line`; empty at the end.
inline std::string_view take_word(std::string_view& line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  line.remove_prefix(begin == std::string_view::npos ? line.size() : begin);
  const std::size_t end = line.find_first_of(" \t\r");
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(word.size());
  return word;
}

// The whole word as a number that fits.
template <class T>
std::optional<T> number(std::string_view word, int base = 10) {
  T value{};
  const auto [at, error] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  if (error != std::errc{} || at != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace folioscope::derive
