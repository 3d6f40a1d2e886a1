// SPDX-License-Identifier: GPL-3.0-or-later
// The answer of a run as test results, for what decides by them: each headline metric of a variant,
// under each condition, and how its boots end, is a test. A regression is a failure, what is
// inconclusive is skipped, everything else passes.
#pragma once

#include <string>

#include "compare/family.h"

namespace folioscope::resultpage {

// JUnit's XML, as GitLab, Jenkins and actions of GitHub read it. A condition is a suite.
std::string junit(const compare::TestedRun& run);
// The kernel's own (Documentation/dev-tools/ktap.rst), as KernelCI reads it.
std::string ktap(const compare::TestedRun& run);

}  // namespace folioscope::resultpage
