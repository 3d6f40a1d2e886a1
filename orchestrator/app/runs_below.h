// SPDX-License-Identifier: GPL-3.0-or-later
// The run directories in a directory.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.h"

namespace folioscope::app {

// `root` itself where it is one, and those one level below it, by name. Fault (User): no directory,
// or not to be read.
Result<std::vector<std::filesystem::path>> runs_below(const std::filesystem::path& root);

}  // namespace folioscope::app
