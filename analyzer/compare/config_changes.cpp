// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/config_changes.h"

#include <algorithm>
#include <functional>
#include <map>

namespace folioscope::compare {
namespace {

constexpr std::string_view kOption = "CONFIG_", kUnsetEnd = " is not set";
constexpr std::string_view kUnset = "n";

using Options = std::map<std::string, std::string, std::less<>>;

Options options_of(std::string_view config) {
  Options options;
  while (!config.empty()) {
    const std::size_t end = std::min(config.find('\n'), config.size());
    std::string_view line = config.substr(0, end);
    config.remove_prefix(std::min(end + 1, config.size()));
    if (line.starts_with("# ") && line.ends_with(kUnsetEnd)) continue;  // as if it were not there
    const std::size_t equals = line.find('=');
    if (line.starts_with(kOption) && equals != line.npos)
      options.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return options;
}

std::string value_of(const Options& options, const std::string& option) {
  const auto found = options.find(option);
  return found == options.end() ? std::string(kUnset) : found->second;
}

}  // namespace

std::vector<ConfigChange> config_changes(std::string_view baseline, std::string_view kernel) {
  const Options before = options_of(baseline), after = options_of(kernel);
  Options all = before;
  all.insert(after.begin(), after.end());
  std::vector<ConfigChange> changes;
  for (const auto& [option, value] : all) {
    ConfigChange change{option, value_of(before, option), value_of(after, option)};
    if (change.baseline != change.kernel) changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace folioscope::compare
