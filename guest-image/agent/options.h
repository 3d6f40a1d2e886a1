// SPDX-License-Identifier: GPL-3.0-or-later
// Where things are in the guest, if elsewhere than usual.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace folioscope::agent {

struct Options {
  std::filesystem::path tracefs = "/sys/kernel/tracing";  // --tracefs=
  std::filesystem::path workloads = "/workloads";         // --workloads=
};

// Fault (User): an argument that is none of these.
Result<Options> parse_options(const std::vector<std::string>& arguments);

}  // namespace folioscope::agent
