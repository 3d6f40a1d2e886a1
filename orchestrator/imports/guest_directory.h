// SPDX-License-Identifier: GPL-3.0-or-later
// What an instrumented kernel keeps in files, as somebody copied it: cp -r
// /sys/kernel/debug/mmtrace.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "derive/boot_data.h"

namespace folioscope::imports {

// The files of that name in `directory`; others are left out. Faults (User): no such directory,
// none of them in it, one of more than 64 MiB.
Result<derive::GuestFiles> read_guest_directory(const std::filesystem::path& directory);

}  // namespace folioscope::imports
