// SPDX-License-Identifier: GPL-3.0-or-later
// The hosts that this user's experiments boot on: `hosts:`, a list of libvirt URIs, in a file of
// the user's own. An experiment names no hosts: whoever repeats it has others.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace folioscope::spec {

// $XDG_CONFIG_HOME/folioscope/hosts.yaml, else ~/.config/folioscope/hosts.yaml; empty where neither
// variable is set.
std::filesystem::path hosts_file();

// Empty where there is no such file. Fault (User): it cannot be read, or is something else; with
// every mistake.
Result<std::vector<std::string>> read_hosts(const std::filesystem::path& file);

}  // namespace folioscope::spec
