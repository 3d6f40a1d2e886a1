// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/kconfig_help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include "sys/files.h"

namespace folioscope::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = "CONFIG_";
constexpr std::string_view kModule = "m";  // among blockers

// The parts of an option's name between its underscores.
std::set<std::string> words_of(const std::string& name) {
  std::set<std::string> words;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('_', begin), name.size());
    words.insert(name.substr(begin, end - begin));
    begin = end + 1;
  }
  return words;
}

// Of all their words, how many two names share.
double likeness(const std::set<std::string>& left, const std::set<std::string>& right) {
  const auto shared =
      std::ranges::count_if(left, [&](const std::string& word) { return right.contains(word); });
  return static_cast<double>(shared) /
         static_cast<double>(left.size() + right.size() - static_cast<std::size_t>(shared));
}

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
    : options_(std::move(options)) {
  for (const std::string& text : kconfig_texts(source))
    for (KconfigEntry& entry : read_kconfig(text)) entries_.push_back(std::move(entry));
}

std::string KconfigHelp::value_of(const std::string& name) const {
  const auto found = options_.find("CONFIG_" + name);
  return found == options_.end() ? "n" : found->second;
}

std::vector<const KconfigEntry*> KconfigHelp::find(const std::string& name) const {
  std::vector<const KconfigEntry*> found;
  for (const KconfigEntry& entry : entries_)
    if (entry.name == name) found.push_back(&entry);
  return found;
}

std::vector<std::string> KconfigHelp::selecting(const std::string& name) const {
  std::set<std::string> names;
  for (const KconfigEntry& entry : entries_)
    if (std::ranges::find(entry.selects, name) != entry.selects.end() &&
        value_of(entry.name) != "n")
      names.insert(entry.name);
  return {names.begin(), names.end()};
}

// Options get new names of nearly the same words: HUGETLB_PAGE_FREE_VMEMMAP became
// HUGETLB_PAGE_OPTIMIZE_VMEMMAP, three of five; who means DEBUG_KMEMLEAK writes KMEMLEAK.
std::string KconfigHelp::like(const std::string& name) const {
  constexpr double kLike = 0.5;
  const std::set<std::string> words = words_of(name);
  double best = 0;
  std::string nearest;
  for (const KconfigEntry& entry : entries_)
    if (const double is = likeness(words, words_of(entry.name)); is > best) {
      best = is;
      nearest = entry.name;
    }
  return best >= kLike ? nearest : std::string();
}

std::string KconfigHelp::taken_instead_of(const std::string& option) const {
  const std::string name = option.substr(kPrefix.size());
  for (const KconfigEntry* entry : find(name))
    for (const std::string& member : entry->choice)
      if (member != name && value_of(member) == "y") return "CONFIG_" + member;
  return {};
}

// What a module has against it: kernels may have modules, no guest gets any. Empty: nothing.
std::string KconfigHelp::about_modules(const std::vector<const KconfigEntry*>& found,
                                       const RequestedOption& option) const {
  const KconfigValue without_modules = [this](const std::string& name) {
    return name == "MODULES" ? std::string("n") : value_of(name);
  };
  bool only = true;  // in every definition
  std::string type;
  for (const KconfigEntry* entry : found) {
    only &= std::ranges::any_of(entry->depends, [&](const std::string& expression) {
      const std::vector<std::string> blockers = blockers_of(expression, without_modules);
      return std::ranges::find(blockers, kModule) != blockers.end();
    });
    if (!entry->type.empty()) type = entry->type;
  }
  if (only) return "it can only be a module, and guests get no modules";
  if (option.value != "m") return {};
  if (type == "bool") return "it cannot be a module: write y";
  return value_of(option.name.substr(kPrefix.size())) == "y"
             ? "it is built in, guests get no modules: write y"
             : "guests get no modules: write y";
}

// Each line that an option depends on and that is not so, of the definition that misses least.
void KconfigHelp::add_conditions(const std::vector<const KconfigEntry*>& found,
                                 std::vector<std::string>& reasons) const {
  const KconfigValue value = [this](const std::string& name) { return value_of(name); };
  std::vector<std::string> fewest;
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::vector<std::string> lines;
    const auto add = [&](const std::vector<std::string>& expressions, const char* words) {
      for (const std::string& expression : expressions) {
        std::vector<std::string> blockers = blockers_of(expression, value);
        std::erase(blockers, kModule);
        if (!blockers.empty())
          lines.push_back(fmt::format("{} {}: {}", words, expression, fmt::join(blockers, ", ")));
      }
    };
    add(found[i]->depends, "depends on");
    add(found[i]->prompt_if, "asks only if");
    if (i == 0 || lines.size() < fewest.size()) fewest = std::move(lines);
  }
  std::ranges::move(fewest, std::back_inserter(reasons));
}

std::string KconfigHelp::explain(const RequestedOption& option) const {
  const std::string name = option.name.substr(kPrefix.size());
  const std::vector<const KconfigEntry*> found = find(name);
  if (found.empty()) {
    const std::string other = like(name);
    return other.empty()
               ? " (this kernel has no such option)"
               : fmt::format(" (this kernel has no such option; of a like name it has {})", other);
  }
  std::vector<std::string> reasons;
  if (option.value == "n") {
    if (const std::vector<std::string> by = selecting(name); !by.empty())
      reasons.push_back(fmt::format("selected by {}", fmt::join(by, ", ")));
  } else {
    if (std::string text = about_modules(found, option); !text.empty())
      reasons.push_back(std::move(text));
    add_conditions(found, reasons);
    if (const std::string member = taken_instead_of(option.name); !member.empty())
      reasons.push_back(
          fmt::format("one of a choice, which is {} here", member.substr(kPrefix.size())));
    const bool asks = std::ranges::any_of(found, &KconfigEntry::asks);
    if (!asks && reasons.empty())
      reasons.emplace_back("it asks nothing: it follows from other options");
  }
  return reasons.empty() ? "" : fmt::format(" ({})", fmt::join(reasons, "; "));
}

}  // namespace folioscope::kbuild
