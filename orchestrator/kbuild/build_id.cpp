// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/build_id.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "kbuild/elf_sections.h"

namespace folioscope::kbuild {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLongestId = 64;

// Names and contents of notes are padded to words.
std::uint64_t padded(std::uint32_t size) { return (std::uint64_t{size} + 3) & ~std::uint64_t{3}; }

}  // namespace

std::string build_id_of_notes(std::string_view notes) {
  Elf64_Nhdr note;
  while (notes.size() >= sizeof(note)) {
    std::memcpy(&note, notes.data(), sizeof(note));
    notes.remove_prefix(sizeof(note));
    if (padded(note.n_namesz) + note.n_descsz > notes.size()) break;
    const std::string_view name = notes.substr(0, note.n_namesz);
    const std::string_view id = notes.substr(padded(note.n_namesz), note.n_descsz);
    if (note.n_type == NT_GNU_BUILD_ID && name == "GNU\0"sv && id.size() <= kLongestId) {
      std::string text;
      for (const char byte : id) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
      return text;
    }
    notes.remove_prefix(
        std::min<std::uint64_t>(padded(note.n_namesz) + padded(note.n_descsz), notes.size()));
  }
  return {};
}

Result<std::string> build_id_of_elf(std::string_view elf, const std::string& name) {
  TRY(const std::vector<ElfSection> sections, elf_sections(elf, name));
  for (const ElfSection& section : sections) {
    if (!section.notes) continue;
    if (std::string id = build_id_of_notes(section.content); !id.empty()) return id;
  }
  return bug_fault(fmt::format("{} has no build id", name));
}

}  // namespace folioscope::kbuild
