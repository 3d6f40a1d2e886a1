// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/object_code.h"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "kbuild/elf_sections.h"
#include "sys/files.h"

namespace folioscope::kbuild {
namespace {

// Hexadecimal digits of a hash: enough to tell the functions of one name apart.
constexpr std::size_t kHashDigits = 16;

// Bytes of the immediate operand that stands behind a displacement from the instruction pointer,
// which counts from the end of both. `code` ends where the displacement begins; it is told from a
// call or jump by its ModRM byte (mod 0, r/m 5), the operand by the opcode before that ("Intel 64
// and IA-32 Architectures Software Developer's Manual", volume 2, sections 2.1 and A.3).
std::int64_t operand_behind(std::string_view code) {
  const auto back = [&](std::size_t i) {
    return i <= code.size() ? static_cast<unsigned char>(code[code.size() - i]) : 0U;
  };
  if ((back(1) & 0xc7) != 0x05) return 0;
  const unsigned opcode = back(2), extension = back(1) >> 3 & 7;
  const auto is_one_of = [&](std::string_view opcodes) {
    return opcodes.find(static_cast<char>(opcode)) != opcodes.npos;
  };
  if (back(3) == 0x0f) return is_one_of("\xba\xa4\xac\x70\xc2\xc4\xc5\xc6") ? 1 : 0;
  if (is_one_of("\x80\x83\xc0\xc1\xc6\x6b") || (opcode == 0xf6 && extension < 2)) return 1;
  if (!is_one_of("\x81\xc7\x69") && !(opcode == 0xf7 && extension < 2)) return 0;
  const bool rex = (back(3) & 0xf0) == 0x40;
  return (rex ? back(4) : back(3)) == 0x66 ? 2 : 4;
}

struct Symbol {
  std::uint32_t section = 0;
  std::uint64_t at = 0, size = 0;
  std::string_view name;
  unsigned type = 0;
};

struct Relocation {
  std::uint64_t at = 0;
  std::size_t size = 0;  // bytes that it fills in
  bool relative = false;
  std::uint32_t symbol = 0;
  std::int64_t addend = 0;
};

template <class T, class Use>
void for_each(std::string_view table, Use use) {
  for (std::size_t at = 0; at + sizeof(T) <= table.size(); at += sizeof(T)) {
    T entry;
    std::memcpy(&entry, table.data() + at, sizeof(entry));
    use(entry);
  }
}

std::size_t size_of(unsigned type) {
  switch (type) {
    case R_X86_64_64:
    case R_X86_64_PC64:
      return 8;
    case R_X86_64_16:
    case R_X86_64_PC16:
      return 2;
    case R_X86_64_8:
    case R_X86_64_PC8:
      return 1;
    case R_X86_64_NONE:
      return 0;
    default:
      return 4;
  }
}

// "__already_done.42" counts the static variables of a file: it is another number in the next
// build.
std::string_view without_count(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const bool counted = dot != name.npos && dot + 1 < name.size() && dot != 0 &&
                       name.find_first_not_of("0123456789", dot + 1) == name.npos;
  return counted ? name.substr(0, dot) : name;
}

class ObjectFile {
 public:
  explicit ObjectFile(const std::vector<ElfSection>& sections) {
    for (const ElfSection& section : sections) sections_[section.index] = section;
    for (const ElfSection& section : sections)
      if (section.type == SHT_SYMTAB) read_symbols(section);
    for (const ElfSection& section : sections)
      if (section.type == SHT_RELA) read_relocations(section);
  }

  std::vector<Function> functions() const {
    std::vector<Function> functions;
    for (const Symbol& symbol : places_) {
      if (symbol.type != STT_FUNC || code_of(symbol).empty()) continue;
      functions.push_back({std::string(symbol.name), symbol.size,
                           sys::sha256(text_of(symbol)).substr(0, kHashDigits)});
    }
    std::ranges::sort(functions);
    functions.erase(std::unique(functions.begin(), functions.end()), functions.end());
    return functions;
  }

 private:
  void read_symbols(const ElfSection& table) {
    const auto names = sections_.find(table.link);
    for_each<Elf64_Sym>(table.content, [&](const Elf64_Sym& entry) {
      Symbol symbol{entry.st_shndx,
                    entry.st_value,
                    entry.st_size,
                    {},
                    static_cast<unsigned>(ELF64_ST_TYPE(entry.st_info))};
      if (names != sections_.end() && entry.st_name < names->second.content.size()) {
        const std::string_view from = names->second.content.substr(entry.st_name);
        symbol.name = from.substr(0, from.find('\0'));
      }
      symbols_.push_back(symbol);
      const bool place = symbol.type == STT_FUNC || symbol.type == STT_OBJECT;
      if (place && symbol.size > 0) places_.push_back(symbol);
    });
    // Of several names for one place the same one in every kernel, whatever the table's order.
    std::ranges::sort(places_, {}, [](const Symbol& symbol) {
      return std::tuple(symbol.section, symbol.at, symbol.size, symbol.name);
    });
  }

  void read_relocations(const ElfSection& table) {
    const auto target = sections_.find(table.info);
    if (target == sections_.end() || !target->second.code) return;
    std::vector<Relocation>& list = relocations_[table.info];
    for_each<Elf64_Rela>(table.content, [&](const Elf64_Rela& entry) {
      const unsigned type = ELF64_R_TYPE(entry.r_info);
      const bool relative = type == R_X86_64_PC32 || type == R_X86_64_PLT32;
      list.push_back({entry.r_offset, size_of(type), relative,
                      static_cast<std::uint32_t>(ELF64_R_SYM(entry.r_info)), entry.r_addend});
    });
    std::ranges::sort(list, {}, &Relocation::at);
  }

  std::string_view code_of(const Symbol& symbol) const {
    const auto found = sections_.find(symbol.section);
    if (found == sections_.end() || !found->second.code) return {};
    const std::string_view content = found->second.content;
    if (symbol.at >= content.size() || symbol.size > content.size() - symbol.at) return {};
    return content.substr(symbol.at, symbol.size);
  }

  // Its code with every address in it replaced by what is there.
  std::string text_of(const Symbol& function) const {
    const std::string_view code = code_of(function);
    static const std::vector<Relocation> kNone;
    const auto list = relocations_.find(function.section);
    const std::vector<Relocation>& relocations = list == relocations_.end() ? kNone : list->second;
    auto next = std::ranges::lower_bound(relocations, function.at, {}, &Relocation::at);
    std::string text;
    for (std::size_t at = 0; at < code.size();) {
      while (next != relocations.end() && next->at < function.at + at) ++next;
      if (next != relocations.end() && next->at == function.at + at && next->size > 0) {
        text += target_of(*next, code.substr(0, at));
        at += next->size;
        continue;
      }
      const std::size_t free = next == relocations.end()
                                   ? code.size() - at
                                   : std::min(code.size() - at, next->at - function.at - at);
      const Branch branch = branch_at(function, code.substr(at, free), at);
      text += branch.target.empty() ? code.substr(at, 1) : branch.target;
      at += branch.target.empty() ? 1 : branch.size;
    }
    return text;
  }

  // The assembler itself fills in the way to a place of the same section, if nobody outside knows
  // it. Without a disassembler a call or jump is known by its first bytes, and because it ends
  // where a function begins.
  struct Branch {
    std::size_t size = 0;
    std::string target;  // with its opcode; empty: it is none
  };
  Branch branch_at(const Symbol& from, std::string_view code, std::size_t at) const {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(code[i]); };
    std::size_t opcode = 0;
    if (code.size() >= 5 && (byte(0) == 0xe8 || byte(0) == 0xe9)) opcode = 1;
    if (code.size() >= 6 && byte(0) == 0x0f && (byte(1) & 0xf0) == 0x80) opcode = 2;
    if (opcode == 0) return {};
    std::int32_t way = 0;
    std::memcpy(&way, code.data() + opcode, sizeof(way));
    const std::uint64_t target =
        from.at + at + opcode + sizeof(way) + static_cast<std::uint64_t>(std::int64_t{way});
    if (target >= from.at && target < from.at + from.size) return {};  // it moves along
    const Symbol* const place = begins_at(from.section, target);
    if (place == nullptr) return {};
    return {opcode + sizeof(way), fmt::format("{}<{}>", code.substr(0, opcode), place->name)};
  }

  // `before`: the function's code up to the address.
  std::string target_of(const Relocation& relocation, std::string_view before) const {
    if (relocation.symbol >= symbols_.size()) return "<?>";
    const Symbol& symbol = symbols_[relocation.symbol];
    if (symbol.type != STT_SECTION)
      return fmt::format("<{}{:+}>", without_count(symbol.name), relocation.addend);
    if (!relocation.relative) return inside(symbol.section, relocation.addend);
    const auto own_size = static_cast<std::int64_t>(relocation.size);
    return inside(symbol.section, relocation.addend + own_size + operand_behind(before));
  }

  // A place of a section by what lies there: where it lies is the business of whoever else is in
  // it.
  std::string inside(std::uint32_t section, std::int64_t offset) const {
    const auto at = static_cast<std::uint64_t>(offset);
    if (const Symbol* const place = around(section, at))
      return fmt::format("<{}+{}>", without_count(place->name), at - place->at);
    const auto found = sections_.find(section);
    if (found == sections_.end()) return "<nothing>";  // .bss
    const ElfSection& in = found->second;
    if (!in.strings || at >= in.content.size()) return fmt::format("<{}>", in.name);
    const std::string_view text = in.content.substr(at);
    return fmt::format("\"{}\"", text.substr(0, text.find('\0')));
  }

  const Symbol* begins_at(std::uint32_t section, std::uint64_t at) const {
    const Symbol* const place = around(section, at);
    return place != nullptr && place->at == at ? place : nullptr;
  }
  // The one that holds this place: the last one that begins there or before.
  const Symbol* around(std::uint32_t section, std::uint64_t at) const {
    const auto where = [](const Symbol& symbol) { return std::tuple(symbol.section, symbol.at); };
    auto found = std::ranges::upper_bound(places_, std::tuple(section, at), {}, where);
    if (found == places_.begin()) return nullptr;
    --found;
    if (found->section != section || at >= found->at + found->size) return nullptr;
    // Of those that begin there, the first: as they were sorted.
    return &*std::ranges::lower_bound(places_, where(*found), {}, where);
  }

  std::unordered_map<std::uint32_t, ElfSection> sections_;
  std::vector<Symbol> symbols_;  // as numbered by relocations
  std::vector<Symbol> places_;   // functions and variables, by section and place
  std::unordered_map<std::uint32_t, std::vector<Relocation>> relocations_;  // by section
};

bool is_linked(std::string_view elf) {
  Elf64_Half type = ET_NONE;
  std::memcpy(&type, elf.data() + offsetof(Elf64_Ehdr, e_type), sizeof(type));
  return type != ET_REL;
}

}  // namespace

Result<std::vector<Function>> functions_of(std::string_view elf, const std::string& name) {
  TRY(const std::vector<ElfSection> sections, elf_sections(elf, name));
  if (is_linked(elf)) return bug_fault(fmt::format("{} is no object file: it is linked", name));
  return ObjectFile(sections).functions();
}

}  // namespace folioscope::kbuild
