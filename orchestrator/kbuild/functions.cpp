// SPDX-License-Identifier: GPL-3.0-or-later
#include "kbuild/functions.h"

#include <elf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <tuple>

#include "kbuild/elf_sections.h"
#include "sys/files.h"
#include "sys/text.h"

namespace folioscope::kbuild {
namespace {

// More names than that fill a screen.
constexpr std::size_t kShown = 12;
// Hexadecimal digits of a hash: enough to tell the functions of one name apart.
constexpr std::size_t kHashDigits = 16;

struct Symbol {
  std::uint64_t address = 0, size = 0;
  std::string_view name;
  bool function = false;
};

std::vector<Symbol> symbols_of(const std::vector<ElfSection>& sections) {
  std::vector<Symbol> symbols;
  for (const ElfSection& table : sections) {
    if (table.type != SHT_SYMTAB) continue;
    const auto names = std::ranges::find(sections, table.link, &ElfSection::index);
    if (names == sections.end()) continue;
    for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= table.content.size();
         at += sizeof(Elf64_Sym)) {
      Elf64_Sym symbol;
      std::memcpy(&symbol, table.content.data() + at, sizeof(symbol));
      const unsigned type = ELF64_ST_TYPE(symbol.st_info);
      if (symbol.st_size == 0 || (type != STT_FUNC && type != STT_OBJECT)) continue;
      if (symbol.st_name >= names->content.size()) continue;
      const std::string_view name = names->content.substr(symbol.st_name);
      symbols.push_back(
          {symbol.st_value, symbol.st_size, name.substr(0, name.find('\0')), type == STT_FUNC});
    }
  }
  // Of several names for one address the same one in every kernel: memset and __memset stand in the
  // symbol table in whatever order, and an order that a sort happens to leave would make every
  // caller another function.
  std::ranges::sort(symbols, {}, [](const Symbol& symbol) {
    return std::tuple(symbol.address, symbol.size, symbol.name);
  });
  return symbols;
}

class Image {
 public:
  explicit Image(const std::vector<ElfSection>& sections)
      : sections_(sections), symbols_(symbols_of(sections)) {
    for (const ElfSection& section : sections_) {
      if (section.address == 0) continue;
      low_ = std::min(low_, section.address);
      high_ = std::max(high_, section.address + section.content.size());
    }
    // What has no content (.bss) lies behind.
    for (const Symbol& symbol : symbols_) high_ = std::max(high_, symbol.address + symbol.size);
  }
  const std::vector<Symbol>& symbols() const { return symbols_; }

  std::string_view code_of(const Symbol& symbol) const {
    for (const ElfSection& section : sections_) {
      if (!section.code || symbol.address < section.address) continue;
      const std::uint64_t at = symbol.address - section.address;
      if (at >= section.content.size() || symbol.size > section.content.size() - at) continue;
      return section.content.substr(at, symbol.size);
    }
    return {};
  }

  // Its code with the addresses in it replaced by names.
  std::string text_of(const Symbol& symbol) const {
    const std::string_view code = code_of(symbol);
    std::string text;
    for (std::size_t at = 0; at < code.size();) {
      const std::size_t skip = opcode_before_address(code, at);
      const std::string target = skip == 0 || at + skip + 4 > code.size()
                                     ? absolute_target(code, at)
                                     : relative_target(symbol, code, at + skip);
      if (target.empty()) {
        text += code[at++];
        continue;
      }
      text += code.substr(at, skip);
      text += target;
      at += skip + 4;
    }
    return text;
  }

 private:
  static std::int32_t word(std::string_view code, std::size_t at) {
    std::int32_t value = 0;
    std::memcpy(&value, code.data() + at, sizeof(value));
    return value;
  }

  // How many bytes stand before a 32-bit displacement, if this begins such a thing: call, jump,
  // conditional jump, or an operand relative to the instruction pointer.
  static std::size_t opcode_before_address(std::string_view code, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(code[i]); };
    if (at + 5 <= code.size() && (byte(at) == 0xe8 || byte(at) == 0xe9)) return 1;
    if (at + 6 <= code.size() && byte(at) == 0x0f && (byte(at + 1) & 0xf0) == 0x80) return 2;
    if (at + 5 <= code.size() && (byte(at) & 0xc7) == 0x05) return 1;
    return 0;
  }

  std::string relative_target(const Symbol& from, std::string_view code, std::size_t at) const {
    const std::uint64_t target =
        from.address + at + 4 + static_cast<std::uint64_t>(std::int64_t{word(code, at)});
    // Inside itself it stays as it is: it does not change when the function moves.
    if (target >= from.address && target < from.address + from.size) return {};
    return name_of(target);
  }
  // Addresses of the kernel are the last 2 GiB, so that they fit into a word that is sign-extended.
  std::string absolute_target(std::string_view code, std::size_t at) const {
    if (at + 4 > code.size()) return {};
    const auto address = static_cast<std::uint64_t>(std::int64_t{word(code, at)});
    return address < low_ || address >= high_ ? "" : name_of(address);
  }

  // Where something begins it has a name. Inside of things, and of what is no address but looks
  // like one, a name would be that of whatever happens to lie there, and strings have none.
  std::string name_of(std::uint64_t address) const {
    const auto found = std::ranges::lower_bound(symbols_, address, {}, &Symbol::address);
    const bool begins = found != symbols_.end() && found->address == address;
    return begins ? fmt::format("<{}>", found->name) : "<address>";
  }

  const std::vector<ElfSection>& sections_;
  std::vector<Symbol> symbols_;
  std::uint64_t low_ = UINT64_MAX, high_ = 0;
};

std::string plain_name(const std::string& name) {
  return name.ends_with(".cold") ? name.substr(0, name.size() - 5) : name;
}

// Several functions may have one name: each stands for a file of its own.
std::map<std::string, std::vector<Function>> by_name(const std::vector<Function>& functions) {
  std::map<std::string, std::vector<Function>> names;
  for (const Function& function : functions) names[plain_name(function.name)].push_back(function);
  for (auto& [name, same] : names) std::ranges::sort(same);
  return names;
}

void add_part(std::string& text, const std::vector<std::string>& names, const char* what) {
  if (names.empty()) return;
  const std::size_t shown = std::min(names.size(), kShown);
  text += fmt::format(
      "{}{} function{} {}: {}", text.empty() ? "" : "; ", names.size(),
      names.size() == 1 ? "" : "s", what,
      fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (shown < names.size()) text += fmt::format(", and {} more", names.size() - shown);
}

}  // namespace

Result<std::vector<Function>> functions_of(std::string_view elf, const std::string& name) {
  TRY(const std::vector<ElfSection> sections, elf_sections(elf, name));
  const Image image(sections);
  std::vector<Function> functions;
  for (const Symbol& symbol : image.symbols()) {
    if (!symbol.function || image.code_of(symbol).empty()) continue;
    functions.push_back({std::string(symbol.name), symbol.size,
                         sys::sha256(image.text_of(symbol)).substr(0, kHashDigits)});
  }
  std::ranges::sort(functions);
  // Aliases are one function.
  functions.erase(std::unique(functions.begin(), functions.end()), functions.end());
  return functions;
}

std::string to_text(const std::vector<Function>& functions) {
  std::string text;
  for (const Function& function : functions)
    text += fmt::format("{} {} {}\n", function.hash, function.size, function.name);
  return text;
}

std::vector<Function> functions_from_text(std::string_view text) {
  std::vector<Function> functions;
  for (const std::string_view line : sys::split_lines(text)) {
    const std::size_t first = line.find(' '), second = line.find(' ', first + 1);
    if (first == line.npos || second == line.npos) continue;
    Function function{std::string(line.substr(second + 1)), 0, std::string(line.substr(0, first))};
    const std::string_view size = line.substr(first + 1, second - first - 1);
    if (std::from_chars(size.data(), size.data() + size.size(), function.size).ec == std::errc())
      functions.push_back(std::move(function));
  }
  return functions;
}

FunctionChanges compare_functions(const std::vector<Function>& before,
                                  const std::vector<Function>& after) {
  const auto old_names = by_name(before), new_names = by_name(after);
  FunctionChanges changes;
  for (const auto& [name, functions] : old_names) {
    const auto now = new_names.find(name);
    if (now == new_names.end())
      changes.removed.push_back(name);
    else if (now->second != functions)
      changes.changed.push_back(name);
  }
  for (const auto& [name, functions] : new_names)
    if (!old_names.contains(name)) changes.added.push_back(name);
  return changes;
}

std::string describe(const FunctionChanges& changes) {
  std::string text;
  add_part(text, changes.changed, "changed");
  add_part(text, changes.added, "added");
  add_part(text, changes.removed, "removed");
  return text;
}

}  // namespace folioscope::kbuild
