// SPDX-License-Identifier: GPL-3.0-or-later
// What a subcommand says about itself: words, options, what to do. The one header between the
// subcommands and the library that reads the command line, whose own headers are dear to compile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "manual/description.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace folioscope::app {

// One option of a command, which owns it. Every call returns the option, to go on.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option* required();
  Option* excludes(Option* other);
  Option* needs(Option* other);
  Option* one_of(const std::vector<std::string>& words);
  Option* between(int least, int most);
  Option* type_name(const std::string& name);  // as --help shows the value
  Option* capture_default_str();               // --help shows what the variable holds now

 private:
  CLI::Option* option_;
};

// The program itself, a subcommand, or a group of its options. What a variable is bound to must
// live until the line was read and the callback has run; commands live as long as the program's.
class Command {
 public:
  Command(const std::string& description, const std::string& name);  // the program
  ~Command();
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  Command* add_subcommand(const std::string& name, const std::string& description);
  Command* add_option_group(const std::string& name, const std::string& description);
  void footer(const std::string& text);
  void version(const std::string& text);
  void require_option(int count);
  void require_subcommand(int count);
  void callback(std::function<void()> action);

  // `names` as in "--out,-o"; without dashes it is a positional argument.
  Option* add_option(const std::string& names, std::string& value, const std::string& help);
  Option* add_option(const std::string& names, int& value, const std::string& help);
  Option* add_option(const std::string& names, double& value, const std::string& help);
  Option* add_option(const std::string& names, std::optional<std::int64_t>& value,
                     const std::string& help);
  Option* add_option(const std::string& names, std::vector<std::string>& values,
                     const std::string& help);
  Option* add_flag(const std::string& names, bool& value, const std::string& help);
  Option* add_flag_callback(const std::string& names, std::function<void()> action,
                            const std::string& help);

  // Reads the line and runs the callbacks. What stops it early (a mistake, --help) is printed; true
  // unless it was a mistake.
  bool parse(int argc, char** argv);

  // What --help says, of it and all below it.
  manual::Command describe() const;

 private:
  explicit Command(CLI::App* app);
  Option* keep(CLI::Option* option);

  std::unique_ptr<CLI::App> program_;  // of the program alone
  CLI::App* app_;
  std::vector<std::unique_ptr<Option>> options_;
  std::vector<std::unique_ptr<Command>> commands_;
};

}  // namespace folioscope::app
