// SPDX-License-Identifier: GPL-3.0-or-later
// Options that a patch brings: nobody's fragment can know them, so they take the defaults that
// their author gave them, where all else that no fragment asks for is off.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "patches/diff.h"

namespace folioscope::kbuild {

// CONFIG_NAME of what the added lines of a diff define in Kconfig files, each once; not what the
// diff only moves.
std::vector<std::string> options_brought(std::string_view diff);
std::vector<std::string> options_brought(const std::vector<patches::Diff>& stack);

}  // namespace folioscope::kbuild
