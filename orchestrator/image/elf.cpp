// SPDX-License-Identifier: GPL-3.0-or-later
#include "image/elf.h"

#include <elf.h>

#include <cstring>

namespace folioscope::image {
namespace {

// The struct at `offset`, copied: the bytes need not be aligned. False when it does not fit.
template <class T>
bool read_at(std::string_view bytes, std::uint64_t offset, T& out) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return false;
  std::memcpy(&out, bytes.data() + offset, sizeof(T));
  return true;
}

}  // namespace

Linkage linkage(std::string_view bytes) {
  Elf64_Ehdr header;
  if (!read_at(bytes, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != EM_X86_64 ||
      (header.e_type != ET_EXEC && header.e_type != ET_DYN) ||
      header.e_phentsize != sizeof(Elf64_Phdr)) {
    return Linkage::NotElf;
  }
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!read_at(bytes, header.e_phoff + i * sizeof(segment), segment)) return Linkage::NotElf;
    if (segment.p_type == PT_INTERP) return Linkage::Dynamic;
  }
  return Linkage::Static;
}

}  // namespace folioscope::image
