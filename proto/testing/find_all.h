// SPDX-License-Identifier: GPL-3.0-or-later
// Regular expressions for tests that read sources; here because <regex> takes two seconds to
// compile.
#pragma once

#include <string>
#include <vector>

namespace folioscope {

// What the groups of `pattern` (ECMAScript) matched, for each match in `text`, in order.
std::vector<std::vector<std::string>> find_all(const std::string& text, const std::string& pattern);

}  // namespace folioscope
