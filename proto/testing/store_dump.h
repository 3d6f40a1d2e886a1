// SPDX-License-Identifier: GPL-3.0-or-later
// All that is in a run file, to be compared with another one.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "store/reader.h"

namespace folioscope::store {

// The rows of every table and view by its name, blobs included. Throws std::runtime_error with the
// store's fault: a test can do nothing about it.
std::map<std::string, std::vector<std::vector<SqlValue>>> all_rows(
    const std::filesystem::path& file);

}  // namespace folioscope::store
