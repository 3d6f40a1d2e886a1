// SPDX-License-Identifier: GPL-3.0-or-later
// The files a guest is asked for at the end of an observed boot; cell_runner.h asks, assemble.h
// reads.
#pragma once

#include <array>

namespace folioscope::run {

// In the instrumentation's control directory.
inline constexpr std::array<const char*, 3> kGuestFiles = {"stacks", "holds", "counters"};

// ELF notes of the running kernel; its build id is among them.
inline constexpr const char* kKernelNotes = "/sys/kernel/notes";

}  // namespace folioscope::run
