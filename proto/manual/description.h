// SPDX-License-Identifier: GPL-3.0-or-later
// A command line as a value: what the two programs say of theirs by --help, for manual pages and
// the completions of shells.
#pragma once

#include <string>
#include <vector>

namespace folioscope::manual {

enum class Value { None, Number, File, Text };  // None: a flag

// An option, or without `names` a positional argument.
struct Option {
  std::vector<std::string> names;  // with their dashes: "-o", "--out"
  Value value = Value::None;
  std::string value_name;          // "FILE"; of a flag empty
  std::string help;                // may have several lines, and `words` in back quotes
  std::vector<std::string> words;  // the only values it takes; empty: any
  std::string range;               // "1 to 1024"; empty: any
  std::string standard;            // its value without it; empty: none to speak of
  std::vector<std::string> needs;  // names of other options
  std::vector<std::string> excludes;
  bool required = false;
  bool repeats = false;  // more than one value

  bool operator==(const Option&) const = default;
};

struct Command {
  std::string name;         // "run"; of a program its own
  std::string description;  // a line, of a program some
  std::string footer;       // paragraphs; lines that begin with two blanks stand as they are
  std::vector<Option> options;
  std::vector<std::vector<std::string>> exactly_one;  // names of options, one of each set
  std::vector<Command> commands;
  bool needs_command = false;  // one of these has to be there

  bool operator==(const Command&) const = default;
};

}  // namespace folioscope::manual
