// SPDX-License-Identifier: GPL-3.0-or-later
// Where the steps of a variant are looked up, beside the files they name.
#pragma once

#include <filesystem>
#include <string>

namespace folioscope::patches {

enum class Network { Allowed, Forbidden };

struct Sources {
  std::filesystem::path git_dir = {};  // the repository of a git base; empty for others
  std::string commit = {};             // of a git base, in full
  std::filesystem::path cache = {};    // what `lore:` fetched is kept in its lore/
  Network network = Network::Forbidden;
};

}  // namespace folioscope::patches
