// SPDX-License-Identifier: GPL-3.0-or-later
// Runs git.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace folioscope::patches {

// Its output. Faults: User (its message), Host (there is no git; the remedy names the package).
Result<std::string> git(const std::vector<std::string>& args, const std::string& input = {});

}  // namespace folioscope::patches
