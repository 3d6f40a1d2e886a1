// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/code_hash.h"

#include <fmt/format.h>

#include "kbuild/elf_sections.h"
#include "sys/files.h"

namespace folioscope::kbuild {

Result<std::string> code_hash(std::string_view elf, const std::string& name) {
  TRY(const std::vector<ElfSection> sections, elf_sections(elf, name));
  std::string digests;
  for (const ElfSection& section : sections)
    if (section.code) digests += fmt::format("{} {}\n", section.name, sys::sha256(section.content));
  if (digests.empty()) return bug_fault(fmt::format("{} has no code", name));
  return sys::sha256(digests);
}

}  // namespace folioscope::kbuild
