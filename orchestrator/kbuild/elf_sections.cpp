// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/elf_sections.h"

#include <elf.h>
#include <fmt/format.h>

#include <cstring>
#include <optional>

namespace folioscope::kbuild {
namespace {

// Nothing in a file is believed before it is known to lie inside it.
std::optional<std::string_view> slice(std::string_view whole, std::uint64_t at,
                                      std::uint64_t size) {
  if (at > whole.size() || size > whole.size() - at) return std::nullopt;
  return whole.substr(at, size);
}

template <class T>
std::optional<T> read_struct(std::string_view whole, std::uint64_t at) {
  const auto bytes = slice(whole, at, sizeof(T));
  if (!bytes) return std::nullopt;
  T value;
  std::memcpy(&value, bytes->data(), sizeof(T));
  return value;
}

std::string_view name_at(std::string_view names, std::uint32_t at) {
  if (at >= names.size()) return {};
  names.remove_prefix(at);
  return names.substr(0, names.find('\0'));
}

bool is_elf64(const Elf64_Ehdr& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
         header.e_shentsize == sizeof(Elf64_Shdr);
}

}  // namespace

Result<std::vector<ElfSection>> elf_sections(std::string_view elf, const std::string& name) {
  const Fault damaged = bug_fault(fmt::format("{} is not a complete 64-bit ELF file", name));
  const auto header = read_struct<Elf64_Ehdr>(elf, 0);
  if (!header || !is_elf64(*header)) return damaged;
  const auto section = [&](std::uint64_t index) {
    return read_struct<Elf64_Shdr>(elf, header->e_shoff + index * sizeof(Elf64_Shdr));
  };
  const auto strings = section(header->e_shstrndx);
  if (!strings) return damaged;
  const auto names = slice(elf, strings->sh_offset, strings->sh_size);
  if (!names) return damaged;
  std::vector<ElfSection> sections;
  for (std::uint64_t i = 0; i < header->e_shnum; ++i) {
    const auto current = section(i);
    if (!current) return damaged;
    if (current->sh_type == SHT_NULL || current->sh_type == SHT_NOBITS) continue;
    const auto content = slice(elf, current->sh_offset, current->sh_size);
    if (!content) return damaged;
    sections.push_back({name_at(*names, current->sh_name), *content,
                        (current->sh_flags & SHF_EXECINSTR) != 0, current->sh_type == SHT_NOTE,
                        current->sh_addr, current->sh_type, current->sh_link, current->sh_info,
                        static_cast<std::uint32_t>(i), (current->sh_flags & SHF_STRINGS) != 0});
  }
  return sections;
}

}  // namespace folioscope::kbuild
