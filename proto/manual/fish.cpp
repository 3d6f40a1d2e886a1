// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>

#include "manual/completions.h"
#include "manual/one_line.h"

namespace folioscope::manual {
namespace {

// fish knows \\ and \' inside apostrophes.
std::string fish_quoted(std::string_view text) {
  std::string word = "'";
  for (const char c : one_line(text)) {
    if (c == '\\' || c == '\'') word += '\\';
    word += c;
  }
  return word + "'";
}

std::string words_of(const Option& option) {
  return option.words.empty()
             ? ""
             : " -a " + fish_quoted(fmt::format("{}", fmt::join(option.words, " ")));
}

std::string line_of(const std::string& begin, const Option& option) {
  std::string text = begin;
  const bool files = option.value == Value::File && option.words.empty();
  if (option.names.empty())
    return files ? text + " -F\n" : option.words.empty() ? "" : text + words_of(option) + "\n";
  for (const std::string& name : option.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (option.value != Value::None) text += files ? " -r -F" : " -x" + words_of(option);
  return text + " -d " + fish_quoted(option.help) + "\n";
}

// `here` is the condition, in fish, under which this command is being written; empty: always.
std::string lines_of(const std::string& program, const Command& command, const std::string& here) {
  const std::string also = here.empty() ? "" : here + "; and ";
  std::string names, condition = here, text;
  for (const Command& one : command.commands) names += " " + one.name;
  if (!names.empty()) condition = also + "not __fish_seen_subcommand_from" + names;
  const std::string begin =
      fmt::format("complete -c {}", program) +
      (condition.empty() ? "" : fmt::format(" -n {}", fish_quoted(condition)));
  for (const Option& option : command.options) text += line_of(begin, option);
  for (const Command& one : command.commands)
    text += fmt::format("{} -a {} -d {}\n", begin, one.name, fish_quoted(one.description)) +
            lines_of(program, one, also + "__fish_seen_subcommand_from " + one.name);
  return text;
}

}  // namespace

std::string fish_completion(const Command& program) {
  // No files where none are meant.
  return fmt::format("# fish completion of {0}\ncomplete -c {0} -f\n", program.name) +
         lines_of(program.name, program, "");
}

}  // namespace folioscope::manual
