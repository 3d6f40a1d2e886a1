// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of a workload: --key=value only, every key with a default, an allowed set of
// values and a help text in one table. A wrong argument is the user's fault and names what is
// right.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::workloads {

struct Option {
  std::string_view name;
  std::string_view fallback;  // the value when the argument is not given; must itself be allowed
  // "MIN..MAX" of whole numbers, "one|of|these", "any,of,these" in any order, or "/PATH".
  std::string_view allowed;
  std::string_view help;  // one line, with the unit
};

struct Program {
  std::string_view name;
  std::string_view summary;  // what it does and what it reports, for --help
  std::span<const Option> options;
};

class Args {
 public:
  // `arguments` without the program's name.
  static Result<Args> parse(const Program& program, std::span<const char* const> arguments);

  // Both are for names in the program's table; anything else is a bug in the workload.
  std::uint64_t number(std::string_view name) const;
  std::string_view text(std::string_view name) const;
  // Of an argument that takes "any,of,these".
  std::vector<std::string_view> list(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

// The text of --help: summary, then a line per option with its allowed values and its default.
std::string help(const Program& program);

}  // namespace folioscope::workloads
