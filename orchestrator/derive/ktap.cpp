// SPDX-License-Identifier: GPL-3.0-or-later
#include "derive/ktap.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace folioscope::derive {
namespace {

constexpr std::size_t kLongestName = 48;
// Of one plan; more lines than a session has.
constexpr std::int64_t kMostPlanned = 1'000'000;

struct ResultLine {
  std::size_t depth = 0;  // blanks before it
  TestResult result = TestResult::Passed;
  std::string name;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
    text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
    text.remove_suffix(1);
  return text;
}

bool skip_over(std::string_view& text, std::string_view begin) {
  if (!text.starts_with(begin)) return false;
  text.remove_prefix(begin.size());
  return true;
}

// Without what a metric's name cannot have.
std::string name_of(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, kLongestName)) {
    const bool letter = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
    if (letter || (!name.empty() && name.back() != '_')) name += letter ? c : '_';
  }
  while (name.ends_with('_')) name.pop_back();
  return name;
}

// kselftest's runner comments its children's output out: "# ok 1 name" is one level further in.
std::string_view uncommented(std::string_view line, std::size_t& depth) {
  while (line.starts_with("# ") || line.starts_with("  ")) {
    line.remove_prefix(2);
    depth += 2;
  }
  return line;
}

std::optional<ResultLine> read_result(std::string_view text) {
  ResultLine line;
  text = uncommented(text, line.depth);
  if (skip_over(text, "not ok "))
    line.result = TestResult::Failed;
  else if (!skip_over(text, "ok "))
    return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  text = trimmed(text);
  if (skip_over(text, "- ")) text = trimmed(text);
  const std::size_t hash = text.find(" # ");
  std::string_view directive = hash == text.npos ? "" : trimmed(text.substr(hash + 3));
  if (text.starts_with("# ")) directive = trimmed(text.substr(2));
  const auto is_directive = [&](std::string_view word) {
    return directive.size() >= word.size() &&
           std::ranges::equal(directive.substr(0, word.size()), word, {},
                              [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  };
  if (is_directive("SKIP")) line.result = TestResult::Skipped;
  // A known failure is no news.
  if (is_directive("XFAIL") || is_directive("TODO")) line.result = TestResult::Skipped;
  line.name = name_of(text.starts_with("# ") ? "" : text.substr(0, hash));
  if (line.name.empty()) line.name = std::to_string(number);
  return line;
}

std::optional<std::int64_t> read_plan(std::string_view text, std::size_t& depth) {
  text = uncommented(text, depth);
  std::int64_t count = 0;
  if (!skip_over(text, "1..")) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || count < 0 || count > kMostPlanned) return std::nullopt;
  return count;
}

}  // namespace

bool is_ktap(const std::vector<std::string>& lines) {
  return std::ranges::any_of(lines, [](std::string_view line) {
    std::size_t depth = 0;
    line = uncommented(line, depth);
    return line.starts_with("TAP version ") || line.starts_with("KTAP version ");
  });
}

Ktap read_ktap(const std::vector<std::string>& lines) {
  Ktap ktap;
  std::size_t inner = 0;  // depth of the last result, 0 before the first
  for (const std::string& text : lines) {
    std::size_t depth = 0;
    if (const auto count = read_plan(text, depth); count && depth == 0) ktap.planned += *count;
    if (trimmed(text).starts_with("Bail out!")) ++ktap.bailed_out;
    auto line = read_result(text);
    if (!line) continue;
    if (line->depth == 0) ++ktap.reported;
    // A result right behind ones that stood further in is their sum.
    const bool sum = inner > line->depth;
    inner = line->depth;
    if (!sum) ktap.tests.push_back({std::move(line->name), line->result});
  }
  return ktap;
}

}  // namespace folioscope::derive
