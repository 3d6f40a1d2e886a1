// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/brought_options.h"

#include <algorithm>
#include <filesystem>

#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

// "+++ b/mm/Kconfig", perhaps with a time behind it.
bool names_kconfig(std::string_view line) {
  const std::string_view path = line.substr(0, line.find('\t'));
  return std::filesystem::path(sys::trim(path)).filename().string().starts_with("Kconfig");
}

// "NAME" of "config NAME"; empty for other lines.
std::string_view defined_by(std::string_view line) {
  for (const std::string_view word : {"config ", "menuconfig "})
    if (line.starts_with(word)) return sys::trim(line.substr(word.size()));
  return {};
}

void add_once(std::vector<std::string>& names, std::string_view name) {
  const std::string full = "CONFIG_" + std::string(name);
  if (std::ranges::find(names, full) == names.end()) names.push_back(full);
}

}  // namespace

std::vector<std::string> options_brought(std::string_view diff) {
  std::vector<std::string> added, removed;
  bool kconfig = false;
  for (const std::string_view line : sys::split_lines(diff)) {
    if (line.starts_with("+++ ")) {
      kconfig = names_kconfig(line.substr(4));
    } else if (kconfig && (line.starts_with('+') || line.starts_with('-'))) {
      const std::string_view name = defined_by(line.substr(1));
      if (!name.empty()) add_once(line.starts_with('+') ? added : removed, name);
    }
  }
  std::erase_if(added, [&](const std::string& name) {
    return std::ranges::find(removed, name) != removed.end();
  });
  return added;
}

std::vector<std::string> options_brought(const std::vector<patches::Diff>& stack) {
  std::vector<std::string> all;
  for (const patches::Diff& diff : stack)
    for (const std::string& name : options_brought(diff.text))
      if (std::ranges::find(all, name) == all.end()) all.push_back(name);
  return all;
}

}  // namespace folioscope::kbuild
