// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of a run as a part of a commit's message: at most 72 columns, no markup, what is
// claimed first.
#pragma once

#include <string>

#include "compare/family.h"

namespace folioscope::text {

// A sentence or two for each variant; then, where the question is decided, each headline metric:
// baseline, variant, change, 95 % interval; then with how many boots, on what, and how to repeat
// it. Lines that cannot be broken (a command) may be longer.
std::string render_changelog(const compare::TestedRun& run);

}  // namespace folioscope::text
