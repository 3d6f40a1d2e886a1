// SPDX-License-Identifier: GPL-3.0-or-later
// Where the store of a run is.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace folioscope::query {

inline constexpr const char* kStoreName = "run.db";  // inside a run directory

// `run` is a run directory or a store file; gives the store file, which exists. Faults (User).
Result<std::filesystem::path> locate_store(const std::filesystem::path& run);

}  // namespace folioscope::query
