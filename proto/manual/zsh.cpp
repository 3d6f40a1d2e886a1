// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "base/shell_word.h"
#include "manual/completions.h"
#include "manual/one_line.h"

namespace folioscope::manual {
namespace {

// In an argument of _arguments: a colon ends a part, a bracket the help.
std::string guarded(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string action_of(const Option& option) {
  if (!option.words.empty()) return fmt::format("({})", fmt::join(option.words, " "));
  return option.value == Value::File ? "_files" : " ";
}

std::string argument_of(const Option& option) {
  if (option.names.empty())
    return shell_word(fmt::format("{}:{}:{}",
                                  option.repeats    ? "*"
                                  : option.required ? ""
                                                    : ":",
                                  guarded(option.value_name), action_of(option)));
  const std::string help = fmt::format("[{}]", guarded(option.help));
  std::string value;
  if (option.value != Value::None)
    value = fmt::format(":{}:{}", guarded(option.value_name), action_of(option));
  std::string text;
  for (const std::string& name : option.names) {
    const char* joined = option.value == Value::None ? "" : name.starts_with("--") ? "=" : "+";
    const std::string others =
        option.repeats ? "*" : fmt::format("({})", fmt::join(option.names, " "));
    text += (text.empty() ? "" : " ") + shell_word(others + name + joined + help + value);
  }
  return text;
}

std::string function_of(std::string path) {
  std::ranges::replace(path, '-', '_');
  return "_" + path;
}

// A function for each command; one with subcommands asks theirs for the rest of the line.
std::string functions_of(const Command& command, const std::string& path) {
  std::string text = fmt::format("{}() {{\n", function_of(path));
  if (!command.commands.empty())
    text += "  local context state state_descr line\n  typeset -A opt_args\n";
  text += command.commands.empty() ? "  _arguments -s" : "  _arguments -s -C";
  for (const Option& option : command.options) text += " \\\n    " + argument_of(option);
  if (command.commands.empty()) {
    text += "\n}\n";
    return text;
  }
  text +=
      " \\\n    '1: :->command' '*:: :->rest'\n  case $state in\n    command)\n"
      "      local -a commands=(\n";
  for (const Command& one : command.commands)
    text += fmt::format("        {}\n", shell_word(one.name + ":" + one_line(one.description)));
  text += "      )\n      _describe command commands ;;\n    rest)\n      case $line[1] in\n";
  for (const Command& one : command.commands)
    text += fmt::format("        {}) {} ;;\n", one.name, function_of(path + "_" + one.name));
  text += "      esac ;;\n  esac\n}\n";
  for (const Command& one : command.commands) text += functions_of(one, path + "_" + one.name);
  return text;
}

}  // namespace

std::string zsh_completion(const Command& program) {
  // The file is run as the function when the first word is completed, and defines it.
  return fmt::format("#compdef {}\n{}{} \"$@\"\n", program.name,
                     functions_of(program, program.name), function_of(program.name));
}

}  // namespace folioscope::manual
