// SPDX-License-Identifier: GPL-3.0-or-later
// The files a guest is asked for at the end of an observed boot; cell_runner.h asks, assemble.h
// reads.
#pragma once

#include <array>

#include "instrumentation/abi.h"

namespace folioscope::run {

// In the instrumentation's control directory.
inline constexpr std::array<const char*, 4> kGuestFiles = {
    MMTRACE_FILE_ABI, MMTRACE_FILE_STACKS, MMTRACE_FILE_HOLDS, MMTRACE_FILE_COUNTERS};

// ELF notes of the running kernel; its build id is among them.
inline constexpr const char* kKernelNotes = "/sys/kernel/notes";

// Where the guest's memory is.
inline constexpr const char* kZoneInfo = "/proc/zoneinfo";
inline constexpr const char* kCmaAreas = "/etc/folioscope-cma";  // written by guest-image/init

}  // namespace folioscope::run
