// SPDX-License-Identifier: GPL-3.0-or-later
// Why kconfig did not take an option: a tree's Kconfig files, searched as text (kconfig_text.h says
// what of them is not seen).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "kbuild/config.h"
#include "kbuild/kconfig_text.h"

namespace folioscope::kbuild {

class KconfigHelp {
 public:
  // Reads what x86 is configured by, once. `options` is the outcome, CONFIG_NAME -> value.
  KconfigHelp(const std::filesystem::path& source, std::map<std::string, std::string> options);

  // Every reason that is known, " (depends on A && !B: A is n; one of a choice, which is C here)";
  // empty where none is.
  std::string explain(const RequestedOption& option) const;

  // The member of the option's choice that is taken, as CONFIG_NAME; empty where that is the option
  // itself, or it is in no choice.
  std::string taken_instead_of(const std::string& option) const;

 private:
  std::vector<const KconfigEntry*> find(const std::string& name) const;
  std::vector<std::string> selecting(const std::string& name) const;  // those that are on
  std::string value_of(const std::string& name) const;                // without CONFIG_
  std::string like(const std::string& name) const;
  std::string about_modules(const std::vector<const KconfigEntry*>& found,
                            const RequestedOption& option) const;
  void add_conditions(const std::vector<const KconfigEntry*>& found,
                      std::vector<std::string>& reasons) const;

  std::vector<KconfigEntry> entries_;
  std::map<std::string, std::string> options_;
};

}  // namespace folioscope::kbuild
