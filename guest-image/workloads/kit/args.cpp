// SPDX-License-Identifier: GPL-3.0-or-later
#include "workloads/kit/args.h"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <optional>

namespace folioscope::workloads {
namespace {

constexpr std::string_view kPath = "/PATH";

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool is_one_of(std::string_view value, const std::vector<std::string_view>& words) {
  return std::ranges::find(words, value) != words.end();
}

bool is_allowed(std::string_view value, std::string_view allowed) {
  if (const auto dots = allowed.find(".."); dots != allowed.npos) {
    const auto number = parse_number(value);
    const auto low = parse_number(allowed.substr(0, dots));
    const auto high = parse_number(allowed.substr(dots + 2));
    assert(low && high);
    return number && *low <= *number && *number <= *high;
  }
  if (allowed == kPath) return value.starts_with('/');
  if (allowed.find(',') == allowed.npos) return is_one_of(value, split(allowed, '|'));
  const auto words = split(allowed, ',');
  return std::ranges::all_of(split(value, ','),
                             [&words](std::string_view word) { return is_one_of(word, words); });
}

std::string known_names(const Program& program) {
  std::string names;
  for (const Option& option : program.options)
    names.append(names.empty() ? "--" : " --").append(option.name);
  return names;
}

}  // namespace

Result<Args> Args::parse(const Program& program, std::span<const char* const> arguments) {
  Args args;
  for (const Option& option : program.options) args.values_.emplace(option.name, option.fallback);
  for (const std::string_view argument : arguments) {
    const auto equals = argument.find('=');
    if (!argument.starts_with("--") || equals == argument.npos)
      return user_fault("\"" + std::string(argument) + "\" is not of the form --key=value");
    const std::string_view name = argument.substr(2, equals - 2);
    const std::string_view value = argument.substr(equals + 1);
    const auto option = std::ranges::find(program.options, name, &Option::name);
    if (option == program.options.end())
      return user_fault("no argument --" + std::string(name), "known: " + known_names(program));
    if (!is_allowed(value, option->allowed)) {
      return user_fault("--" + std::string(name) + "=" + std::string(value) + " is not allowed",
                        "allowed: " + std::string(option->allowed));
    }
    args.values_.insert_or_assign(std::string(name), std::string(value));
  }
  return args;
}

std::uint64_t Args::number(std::string_view name) const {
  const auto value = parse_number(text(name));
  assert(value);
  return *value;
}

std::string_view Args::text(std::string_view name) const {
  const auto found = values_.find(name);
  assert(found != values_.end());
  return found->second;
}

std::vector<std::string_view> Args::list(std::string_view name) const {
  return split(text(name), ',');
}

std::string help(const Program& program) {
  std::string text = std::string(program.name) + " [--check] [--key=value ...]\n\n";
  text.append(program.summary).append("\n\n");
  for (const Option& option : program.options) {
    text.append("  --").append(option.name).append("=").append(option.allowed);
    text.append("  (default ").append(option.fallback).append(")\n      ");
    text.append(option.help).append("\n");
  }
  text += "  --check\n      look at the arguments only: exit code 0 if they are right, else 2\n";
  return text;
}

}  // namespace folioscope::workloads
