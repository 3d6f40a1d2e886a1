// SPDX-License-Identifier: GPL-3.0-or-later
// Why kconfig did not take an option: a tree's Kconfig files, searched as text. It knows no more
// than is written at the option itself; what an enclosing menu or `if` asks for is not seen.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "kbuild/config.h"

namespace folioscope::kbuild {

class KconfigHelp {
 public:
  // Reads what x86 is configured by, once. `options` is the outcome, CONFIG_NAME -> value.
  KconfigHelp(const std::filesystem::path& source, std::map<std::string, std::string> options);

  // " (depends on A && !B; A is n)"; empty where nothing is known.
  std::string explain(const RequestedOption& option) const;

 private:
  struct Entry {
    bool found = false;
    bool asks = false;  // has a prompt
    std::string type;   // "bool", "tristate", "int", ...; empty: not said
    std::vector<std::string> depends;
    std::vector<std::string> choice;  // the members of the choice that it is in
  };
  static void find_in(const std::string& text, const std::string& name, Entry& entry);
  Entry find(const std::string& name) const;
  std::vector<std::string> selecting(const std::string& name) const;
  std::string value_of(const std::string& name) const;  // without CONFIG_
  std::string unmet_in(const std::string& expression) const;

  std::vector<std::string> texts_;
  std::map<std::string, std::string> options_;
};

}  // namespace folioscope::kbuild
