// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/kconfig_help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <system_error>
#include <vector>

#include "kbuild/text.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

struct Definition {
  bool found = false;
  std::vector<std::string> depends;
};

bool opens_entry(std::string_view line) {
  for (const std::string_view word : {"config ", "menuconfig ", "choice", "endchoice", "menu ",
                                      "endmenu", "if ", "endif", "source ", "comment "})
    if (line.starts_with(word)) return true;
  return false;
}

void search_file(const fs::path& file, const std::string& name, Definition& definition) {
  const auto text = sys::read_file(file);
  if (!text.ok() || text->find("config " + name) == std::string::npos) return;
  bool inside = false;
  for (const std::string_view line : split_lines(*text)) {
    if (opens_entry(line)) {
      inside = trim(line) == "config " + name || trim(line) == "menuconfig " + name;
      definition.found = definition.found || inside;
    } else if (inside && trim(line).starts_with("depends on ")) {
      definition.depends.emplace_back(trim(line).substr(11));
    }
  }
}

}  // namespace

std::string explain_option(const fs::path& source, const std::string& name) {
  static const std::set<std::string> kOtherPlaces = {"Documentation", "tools", "samples", ".git"};
  Definition definition;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(source, error); !error && it != fs::end(it);
       it.increment(error)) {
    const std::string file = it->path().filename();
    if (it.depth() == 0 && kOtherPlaces.contains(file)) it.disable_recursion_pending();
    const std::string parent = it->path().parent_path().filename();
    if (parent == "arch" && it.depth() == 1 && file != "x86" && file != "Kconfig")
      it.disable_recursion_pending();
    if (file.starts_with("Kconfig") && it->is_regular_file())
      search_file(it->path(), name, definition);
  }
  if (!definition.found) return " (this kernel has no such option)";
  if (definition.depends.empty()) return {};
  return fmt::format(" (depends on {})", fmt::join(definition.depends, ", and on "));
}

}  // namespace folioscope::kbuild
