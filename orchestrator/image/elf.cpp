// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/elf.h"

#include <elf.h>
#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace folioscope::image {
namespace {

constexpr std::size_t kMostNeeded = 1024;  // libraries, or directories, of one file

// The struct at `offset`, copied: the bytes need not be aligned. False when it does not fit.
template <class T>
bool read_at(std::string_view bytes, std::uint64_t offset, T& out) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return false;
  std::memcpy(&out, bytes.data() + offset, sizeof(T));
  return true;
}

std::optional<Elf64_Ehdr> header_of(std::string_view bytes) {
  Elf64_Ehdr header;
  if (!read_at(bytes, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64 ||
      (header.e_type != ET_EXEC && header.e_type != ET_DYN) ||
      header.e_phentsize != sizeof(Elf64_Phdr))
    return std::nullopt;
  return header;
}

// Empty when a header lies outside the file.
std::optional<std::vector<Elf64_Phdr>> segments_of(std::string_view bytes,
                                                   const Elf64_Ehdr& header) {
  std::vector<Elf64_Phdr> segments(header.e_phnum);
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (!read_at(bytes, header.e_phoff + i * sizeof(Elf64_Phdr), segments[i])) return std::nullopt;
  return segments;
}

// The bytes of a segment that the file has.
std::string_view content_of(std::string_view bytes, const Elf64_Phdr& segment) {
  if (segment.p_offset > bytes.size()) return {};
  return bytes.substr(segment.p_offset, segment.p_filesz);
}

std::string_view text_at(std::string_view strings, std::uint64_t offset) {
  if (offset >= strings.size()) return {};
  const std::string_view rest = strings.substr(offset);
  const std::size_t end = rest.find('\0');
  return end == rest.npos ? std::string_view() : rest.substr(0, end);
}

// What lies at a virtual address, up to the end of its segment.
std::string_view at_address(std::string_view bytes, const std::vector<Elf64_Phdr>& segments,
                            std::uint64_t address) {
  for (const Elf64_Phdr& segment : segments)
    if (segment.p_type == PT_LOAD && address >= segment.p_vaddr &&
        address - segment.p_vaddr < segment.p_filesz) {
      const std::string_view content = content_of(bytes, segment);
      const std::uint64_t offset = address - segment.p_vaddr;
      return offset < content.size() ? content.substr(offset) : std::string_view();
    }
  return {};
}

std::vector<std::string> directories(std::string_view list) {
  std::vector<std::string> all;
  while (!list.empty() && all.size() < kMostNeeded) {
    const std::size_t colon = std::min(list.find(':'), list.size());
    if (colon > 0) all.emplace_back(list.substr(0, colon));
    list.remove_prefix(std::min(colon + 1, list.size()));
  }
  return all;
}

void read_dynamic(std::string_view bytes, const std::vector<Elf64_Phdr>& segments,
                  std::string_view table, DynamicNeeds& needs) {
  std::uint64_t strings_at = 0;
  std::vector<std::uint64_t> needed;
  std::optional<std::uint64_t> runpath, rpath;
  Elf64_Dyn entry;
  for (std::size_t at = 0; read_at(table, at, entry) && entry.d_tag != DT_NULL;
       at += sizeof entry) {
    if (entry.d_tag == DT_STRTAB) strings_at = entry.d_un.d_ptr;
    if (entry.d_tag == DT_NEEDED && needed.size() < kMostNeeded) needed.push_back(entry.d_un.d_val);
    if (entry.d_tag == DT_RUNPATH) runpath = entry.d_un.d_val;
    if (entry.d_tag == DT_RPATH) rpath = entry.d_un.d_val;
  }
  const std::string_view strings = at_address(bytes, segments, strings_at);
  for (const std::uint64_t offset : needed)
    if (const std::string_view name = text_at(strings, offset); !name.empty())
      needs.needed.emplace_back(name);
  if (const auto path = runpath ? runpath : rpath)
    needs.search = directories(text_at(strings, *path));
}

}  // namespace

Linkage linkage(std::string_view bytes) {
  const auto header = header_of(bytes);
  if (!header) return Linkage::NotElf;
  const auto segments = segments_of(bytes, *header);
  if (!segments) return Linkage::NotElf;
  for (const Elf64_Phdr& segment : *segments)
    if (segment.p_type == PT_INTERP) return Linkage::Dynamic;
  return Linkage::Static;
}

DynamicNeeds dynamic_needs(std::string_view bytes) {
  DynamicNeeds needs;
  const auto header = header_of(bytes);
  if (!header) return needs;
  const auto segments = segments_of(bytes, *header);
  if (!segments) return needs;
  for (const Elf64_Phdr& segment : *segments) {
    if (segment.p_type == PT_INTERP) needs.interpreter = text_at(content_of(bytes, segment), 0);
    if (segment.p_type == PT_DYNAMIC)
      read_dynamic(bytes, *segments, content_of(bytes, segment), needs);
  }
  return needs;
}

std::optional<std::string> with_interpreter(std::string bytes, std::string_view path) {
  const auto header = header_of(bytes);
  const auto segments = header ? segments_of(bytes, *header) : std::nullopt;
  if (!segments) return std::nullopt;
  for (const Elf64_Phdr& segment : *segments) {
    const std::size_t room = content_of(bytes, segment).size();
    if (segment.p_type != PT_INTERP) continue;
    if (room <= path.size()) return std::nullopt;  // the kernel wants a NUL behind it
    std::string field(path);
    field.resize(room, '\0');
    return std::move(bytes.replace(segment.p_offset, room, field));
  }
  return std::nullopt;
}

std::string foreign_machine(std::string_view bytes) {
  Elf32_Ehdr header;  // begins like that of 64 bits
  if (!read_at(bytes, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return {};
  switch (header.e_machine) {
    case EM_X86_64:
      return header.e_ident[EI_CLASS] == ELFCLASS32 ? "x32" : "";
    case EM_386:
      return "32-bit x86";
    case EM_AARCH64:
      return "aarch64";
    case EM_ARM:
      return "arm";
    case EM_RISCV:
      return "riscv";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390";
    default:
      return fmt::format("machine {}", header.e_machine);
  }
}

}  // namespace folioscope::image
