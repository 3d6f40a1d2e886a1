// SPDX-License-Identifier: GPL-3.0-or-later
// The programs that building a kernel needs.
#pragma once

#include <string>

#include "base/result.h"
#include "spec/spec.h"

namespace folioscope::kbuild {

// Fault (Host) that lists everything missing, with the Debian packages to install.
Status check_tools(const spec::Base& base);

// Compiler and linker in one line, part of a kernel's identity: as they were when a process asked
// first.
Result<std::string> toolchain();

}  // namespace folioscope::kbuild
