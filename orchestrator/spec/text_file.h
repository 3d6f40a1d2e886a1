// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a small text file, and refuses directories, devices and files beyond kMaxYamlBytes before
// they fill the memory.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace folioscope::spec {

// Faults (User): missing, unreadable, no regular file, too large.
Result<std::string> read_text_file(const std::filesystem::path& path);

}  // namespace folioscope::spec
