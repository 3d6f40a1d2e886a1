// SPDX-License-Identifier: GPL-3.0-or-later
// A hash over the machine code of an ELF file: its executable sections, by name and content. Time
// stamps, build ids, symbol tables and the tables of source lines (bug tables) are elsewhere, so a
// patch that only moves lines leaves the hash as it is.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace folioscope::kbuild {

// Fault (Bug): not a 64-bit little-endian ELF file, or a damaged one. `name` is for the message.
Result<std::string> code_hash(std::string_view elf, const std::string& name);

}  // namespace folioscope::kbuild
