// SPDX-License-Identifier: GPL-3.0-or-later
#include "manual/page.h"

#include <cctype>
#include <string_view>

#include "manual/roff.h"

namespace folioscope::manual {
namespace {

// "folioscope - measures ...": of a description of several lines its first clause.
std::string summary(const Command& command) {
  const bool is_long = command.description.find('\n') != std::string::npos;
  std::string text = is_long
                         ? command.description.substr(0, command.description.find_first_of(":\n"))
                         : command.description;
  std::erase(text, '`');
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

std::string value_text(const Option& option) {
  std::string text;
  if (option.words.empty()) {
    text = "\\fI" + roff(option.value_name) + "\\fR";
  } else {
    for (const std::string& word : option.words) text += (text.empty() ? "" : "|") + bold(word);
  }
  return option.repeats ? text + " ..." : text;
}

std::string term(const Option& option) {
  if (option.names.empty()) return value_text(option);
  std::string text;
  for (const std::string& name : option.names) text += (text.empty() ? "" : ", ") + bold(name);
  if (option.value != Value::None) text += " " + value_text(option);
  return text;
}

std::string names_in_bold(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + bold(name);
  return text;
}

std::string meaning(const Option& option) {
  std::string more;
  if (!option.range.empty()) more += "From " + roff(option.range) + ". ";
  if (!option.standard.empty()) more += "Default: " + bold(option.standard) + ". ";
  if (option.required && !option.names.empty()) more += "It has to be there. ";
  if (!option.needs.empty()) more += "Only with " + names_in_bold(option.needs) + ". ";
  if (!option.excludes.empty()) more += "Not with " + names_in_bold(option.excludes) + ". ";
  if (!more.empty()) more = ".br\n" + more.substr(0, more.size() - 1) + "\n";
  return paragraphs(option.help) + more;
}

bool is_positional(const Option& option) { return option.names.empty(); }

std::string synopsis(const Command& command, const std::string& called) {
  std::string text = bold(called);
  bool options = false;
  for (const Option& option : command.options) options = options || !is_positional(option);
  if (options) text += " [\\fIOPTION\\fR ...]";
  for (const Option& option : command.options) {
    if (!is_positional(option)) continue;
    std::string one = "\\fI" + roff(option.value_name) + "\\fR";
    if (option.repeats) one += " ...";
    text += option.required ? " " + one : " [" + one + "]";
  }
  if (!command.commands.empty())
    text += command.needs_command ? " \\fICOMMAND\\fR" : " [\\fICOMMAND\\fR]";
  return line(text);
}

std::string items(const Command& command, bool positional) {
  std::string text;
  for (const Option& option : command.options)
    if (is_positional(option) == positional) text += item(term(option), meaning(option));
  return text;
}

std::string options_text(const Command& command) {
  std::string text = items(command, false);
  for (const auto& names : command.exactly_one)
    text += ".PP\n" + line("Exactly one of " + names_in_bold(names) + " has to be there.");
  return text;
}

void put(std::string& page, std::string_view name, const std::string& text) {
  if (!text.empty()) page += heading(name) + text;
}

std::string see_also(const std::string& own, const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (name == own + "(1)") continue;
    const std::size_t end = name.find('(');
    text += (text.empty() ? "" : ",\n") + bold(name.substr(0, end)) + name.substr(end);
  }
  return text.empty() ? text : text + "\n";
}

// A subcommand of a subcommand, as a part of that one's page.
std::string part(const Command& command, const std::string& called) {
  return subheading(called) + synopsis(command, called) + ".PP\n" +
         paragraphs(command.description + "." +
                    (command.footer.empty() ? "" : "\n\n" + command.footer)) +
         items(command, true) + options_text(command);
}

Page page_of(const Command& command, const std::string& program, const Surroundings& surroundings) {
  const bool is_program = program.empty();
  const std::string name = is_program ? command.name : program + "-" + command.name;
  const std::string called = is_program ? command.name : program + " " + command.name;
  std::string text = ".\\\" Made from what --help says.\n" + title(name, 1, surroundings.version);
  put(text, "name", line(roff(name) + " \\- " + roff(summary(command))));
  put(text, "synopsis", synopsis(command, called));
  put(text, "description",
      paragraphs(is_program || command.footer.empty() ? command.description : command.footer));
  std::string parts;
  for (const Command& one : command.commands)
    parts += is_program ? item(bold(name + "-" + one.name) + "(1)", paragraphs(one.description))
                        : part(one, called + " " + one.name);
  put(text, "commands", parts);
  put(text, "arguments", items(command, true));
  put(text, "options", options_text(command));
  if (is_program) {
    put(text, "notes", paragraphs(command.footer));
    for (const Section& section : surroundings.sections)
      put(text, section.heading, paragraphs(section.text));
  }
  put(text, "see also", see_also(name, surroundings.see_also));
  return {name + ".1", std::move(text)};
}

}  // namespace

std::vector<Page> pages(const Command& program, const Surroundings& surroundings) {
  std::vector<Page> all{page_of(program, "", surroundings)};
  for (const Command& command : program.commands)
    all.push_back(page_of(command, program.name, surroundings));
  return all;
}

}  // namespace folioscope::manual
