// SPDX-License-Identifier: GPL-3.0-or-later
// How the configuration of one kernel differs from that of another.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace folioscope::compare {

// Values as in .config: "y", "m", "16", "\"text\""; "n" where the option is not set or not there.
struct ConfigChange {
  std::string option;  // "CONFIG_CMA"
  std::string baseline, kernel;

  bool operator==(const ConfigChange&) const = default;
};
// By option. Texts of .config; lines that are no option are passed over.
std::vector<ConfigChange> config_changes(std::string_view baseline, std::string_view kernel);

}  // namespace folioscope::compare
