// SPDX-License-Identifier: GPL-3.0-or-later
// The sections of an ELF file that have content. Views into the file, so it must outlive them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::kbuild {

struct ElfSection {
  std::string_view name;
  std::string_view content;
  bool code = false;
  bool notes = false;
  std::uint64_t address = 0;  // 0: it is not loaded
  std::uint32_t type = 0;     // SHT_...
  std::uint32_t link = 0;     // of a symbol table: the index of the section with its names
  std::uint32_t info = 0;     // of relocations: the index of the section that they are for
  std::uint32_t index = 0;
  bool strings = false;  // each ends with 0, and has no symbol
};

// Fault (Bug): not a 64-bit little-endian ELF file, or a damaged one. `name` is for the message.
Result<std::vector<ElfSection>> elf_sections(std::string_view elf, const std::string& name);

}  // namespace folioscope::kbuild
