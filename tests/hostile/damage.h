// SPDX-License-Identifier: GPL-3.0-or-later
// Damages a run file as a broken disk, a program of somebody else's or an attacker would. The same
// seed does the same to the same file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace folioscope::hostile {

// What was done, in words. Throws std::runtime_error when the file is no database before it.
std::string damage(const std::filesystem::path& file, std::uint64_t seed);

}  // namespace folioscope::hostile
