// SPDX-License-Identifier: GPL-3.0-or-later
// Kconfig files read as text: what is written at each option, and around it in the same file. What
// a menu in a file asks for that only sources this one is not seen. Pure.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::kbuild {

// One definition of an option; some have several.
struct KconfigEntry {
  std::string name;                    // without CONFIG_
  std::string type;                    // "bool", "tristate", "int", ...; empty: not said
  bool asks = false;                   // has a prompt
  std::vector<std::string> prompt_if;  // what the prompt asks for beyond `depends`
  std::vector<std::string> depends;    // its own, and those of the menus, ifs and choice around it
  std::vector<std::string> choice;     // the members of the choice that it is in
  std::vector<std::string> selects;    // names
};

std::vector<KconfigEntry> read_kconfig(std::string_view text);

// The value of an option by its name, as .config has it; "n" where it has none.
using KconfigValue = std::function<std::string(const std::string& name)>;

// "A is n", "B is y" of the symbols that keep an expression such as `A && !(B || C = y)` from being
// true; empty where it is true, or asks for what only kconfig knows ($(...)). "m" itself is among
// them where there are no modules.
std::vector<std::string> blockers_of(const std::string& expression, const KconfigValue& value);

}  // namespace folioscope::kbuild
