// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/kconfig_help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <system_error>
#include <utility>

#include "sys/files.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

bool opens_entry(std::string_view line) {
  for (const std::string_view word : {"config ", "menuconfig ", "choice", "endchoice", "menu ",
                                      "endmenu", "if ", "endif", "source ", "comment "})
    if (line.starts_with(word)) return true;
  return false;
}

// "NAME" of "config NAME" and "menuconfig NAME"; empty for other lines.
std::string_view defined_by(std::string_view line) {
  for (const std::string_view word : {"config ", "menuconfig "})
    if (line.starts_with(word)) return sys::trim(line.substr(word.size()));
  return {};
}

// "bool" of `bool "Text"`, `def_bool y` and the like.
std::string_view type_of(std::string_view line) {
  if (line.starts_with("def_")) line.remove_prefix(4);
  for (const std::string_view type : {"bool", "tristate", "int", "hex", "string"})
    if (line.starts_with(type)) return type;
  return {};
}

bool is_symbol(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::vector<std::string> kconfig_texts(const fs::path& source) {
  static const std::set<std::string> kOtherPlaces = {"Documentation", "tools", "samples", ".git"};
  std::vector<std::string> texts;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(source, error); !error && it != fs::end(it);
       it.increment(error)) {
    const std::string file = it->path().filename();
    if (it.depth() == 0 && kOtherPlaces.contains(file)) it.disable_recursion_pending();
    const std::string parent = it->path().parent_path().filename();
    if (parent == "arch" && it.depth() == 1 && file != "x86" && file != "Kconfig")
      it.disable_recursion_pending();
    if (!file.starts_with("Kconfig") || !it->is_regular_file()) continue;
    if (auto text = sys::read_file(it->path()); text.ok()) texts.push_back(*std::move(text));
  }
  return texts;
}

}  // namespace

KconfigHelp::KconfigHelp(const fs::path& source, std::map<std::string, std::string> options)
    : texts_(kconfig_texts(source)), options_(std::move(options)) {}

std::string KconfigHelp::value_of(const std::string& name) const {
  const auto found = options_.find("CONFIG_" + name);
  return found == options_.end() ? "n" : found->second;
}

void KconfigHelp::find_in(const std::string& text, const std::string& name, Entry& entry) {
  bool inside = false, in_choice = false, chosen = false;
  std::vector<std::string> members;
  for (const std::string_view raw : sys::split_lines(text)) {
    const std::string_view line = sys::trim(raw);
    if (opens_entry(raw)) {
      if (raw.starts_with("choice")) {
        in_choice = true;
        chosen = false;
        members.clear();
      }
      if (raw.starts_with("endchoice")) {
        in_choice = false;
        if (chosen) entry.choice = members;
      }
      inside = defined_by(line) == name;
      entry.found |= inside;
      chosen |= inside && in_choice;
      if (in_choice && !defined_by(line).empty()) members.emplace_back(defined_by(line));
    } else if (inside) {
      if (line.starts_with("depends on ")) entry.depends.emplace_back(line.substr(11));
      const std::string_view type = type_of(line);
      if (!type.empty()) entry.type = type;
      const bool quoted = !type.empty() && line.find('"') != std::string_view::npos;
      entry.asks |= quoted || line.starts_with("prompt ");
    }
  }
}

KconfigHelp::Entry KconfigHelp::find(const std::string& name) const {
  Entry entry;
  for (const std::string& text : texts_)
    if (text.find("config " + name) != std::string::npos) find_in(text, name, entry);
  return entry;
}

// Those that are on.
std::vector<std::string> KconfigHelp::selecting(const std::string& name) const {
  std::set<std::string> names;
  for (const std::string& text : texts_) {
    if (text.find("select " + name) == std::string::npos) continue;
    std::string current;
    for (const std::string_view raw : sys::split_lines(text)) {
      if (!defined_by(raw).empty()) current = defined_by(raw);
      const std::string_view line = sys::trim(raw);
      if (!line.starts_with("select ")) continue;
      const std::string_view selected = sys::trim(line.substr(7));
      if (selected.substr(0, selected.find(' ')) == name && value_of(current) != "n")
        names.insert(current);
    }
  }
  return {names.begin(), names.end()};
}

// "A is n, B is y" of the symbols that keep "A && !B" from being true, as far as they do so alone.
std::string KconfigHelp::unmet_in(const std::string& expression) const {
  std::vector<std::string> unmet;
  for (std::size_t at = 0; at < expression.size();) {
    if (!is_symbol(expression[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < expression.size() && is_symbol(expression[end])) ++end;
    const std::string name = expression.substr(at, end - at);
    const bool negated = at > 0 && expression[at - 1] == '!';
    const std::string value = value_of(name);
    if (std::isupper(static_cast<unsigned char>(name[0])) != 0 && (value != "n") == negated)
      unmet.push_back(fmt::format("{} is {}", name, value));
    at = end;
  }
  return fmt::format("{}", fmt::join(unmet, ", "));
}

std::string KconfigHelp::explain(const RequestedOption& option) const {
  const std::string name = option.name.substr(7);
  const Entry entry = find(name);
  if (!entry.found) return " (this kernel has no such option)";
  if (option.value == "m" && entry.type == "bool") return " (it cannot be a module: write y)";
  if (option.value == "m" && value_of("MODULES") == "n")
    return " (modules are off: ask for CONFIG_MODULES, or write y)";
  if (option.value == "n") {
    const std::vector<std::string> by = selecting(name);
    return by.empty() ? "" : fmt::format(" (selected by {})", fmt::join(by, ", "));
  }
  for (const std::string& member : entry.choice)
    if (member != name && value_of(member) == "y")
      return fmt::format(
          " (one of a choice, which is {} here{})", member,
          entry.depends.empty()
              ? ""
              : fmt::format("; depends on {}", fmt::join(entry.depends, ", and on ")));
  if (!entry.depends.empty()) {
    const std::string all = fmt::format("{}", fmt::join(entry.depends, ", and on "));
    const std::string unmet = unmet_in(all);
    return fmt::format(" (depends on {}{}{})", all, unmet.empty() ? "" : "; ", unmet);
  }
  return entry.asks ? "" : " (it asks nothing: it follows from other options)";
}

}  // namespace folioscope::kbuild
