// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/shell_word.h"
#include "manual/completions.h"

namespace folioscope::manual {
namespace {

// $path is "/run" behind `folioscope run`, "" before any subcommand; $last the word before.
constexpr std::string_view kBegin = R"(# bash completion of {0}
{1}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} last=${{COMP_WORDS[COMP_CWORD - 1]}} path= i
  # --option=value comes as three words.
  if [ "$word" = '=' ]; then word=; elif [ "$last" = '=' ]; then last=${{COMP_WORDS[COMP_CWORD - 2]}}; fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case $path/${{COMP_WORDS[i]}} in
      {2}) path=$path/${{COMP_WORDS[i]}} ;;
    esac
  done
  COMPREPLY=()
  case "$path $last" in
)";

constexpr std::string_view kEnd = R"(  esac
}}
{1}_words() {{ mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }}
{1}_files() {{
  mapfile -t COMPREPLY < <(compgen -f -- "$word")
  compopt -o filenames 2>/dev/null
}}
complete -F {1} {0}
)";

void collect_paths(const Command& command, const std::string& path,
                   std::vector<std::string>& paths) {
  for (const Command& one : command.commands) {
    paths.push_back(path + "/" + one.name);
    collect_paths(one, paths.back(), paths);
  }
}

std::string words_action(const std::string& function, const std::vector<std::string>& words) {
  return fmt::format("{}_words {}", function, shell_word(fmt::format("{}", fmt::join(words, " "))));
}

// What comes behind an option that takes a value.
std::string value_cases(const Command& command, const std::string& path,
                        const std::string& function) {
  std::string text;
  for (const Option& option : command.options) {
    if (option.value == Value::None || option.names.empty()) continue;
    std::vector<std::string> patterns;
    for (const std::string& name : option.names)
      patterns.push_back(fmt::format("'{} {}'", path, name));
    std::string action;
    if (!option.words.empty())
      action = words_action(function, option.words) + "; ";
    else if (option.value == Value::File)
      action = function + "_files; ";
    text += fmt::format("    {}) {}return ;;\n", fmt::join(patterns, " | "), action);
  }
  for (const Command& one : command.commands)
    text += value_cases(one, path + "/" + one.name, function);
  return text;
}

// What else may stand there: words of the line, else a file.
std::string word_cases(const Command& command, const std::string& path,
                       const std::string& function) {
  std::vector<std::string> options, words;
  bool file = false;
  for (const Option& option : command.options) {
    options.insert(options.end(), option.names.begin(), option.names.end());
    if (!option.names.empty()) continue;
    words.insert(words.end(), option.words.begin(), option.words.end());
    file = file || option.value == Value::File;
  }
  for (const Command& one : command.commands) words.push_back(one.name);
  const std::string other = file ? function + "_files" : words_action(function, words);
  std::string text = fmt::format("    '{0} '-*) {1} ;;\n    '{0} '*) {2} ;;\n", path,
                                 words_action(function, options), other);
  for (const Command& one : command.commands)
    text += word_cases(one, path + "/" + one.name, function);
  return text;
}

}  // namespace

std::string bash_completion(const Command& program) {
  std::string function = "_" + program.name;
  std::ranges::replace(function, '-', '_');
  std::vector<std::string> paths;
  collect_paths(program, "", paths);
  if (paths.empty()) paths.emplace_back("//");  // no word is that
  return fmt::format(kBegin, program.name, function, fmt::join(paths, " | ")) +
         value_cases(program, "", function) + "  esac\n  case \"$path $word\" in\n" +
         word_cases(program, "", function) + fmt::format(kEnd, program.name, function);
}

}  // namespace folioscope::manual
