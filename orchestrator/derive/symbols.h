// SPDX-License-Identifier: GPL-3.0-or-later
// Function names of one kernel, from its System.map. Addresses are offsets from _stext, so that
// they hold wherever the kernel was loaded. Names of modules are not in a System.map.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace folioscope::derive {

// A System.map and the kernel it was made with. A kernel is named by what both sides know: the
// content address of its build.
struct SymbolFile {
  std::string_view text;
  std::string_view kernel;
};

class Symbols {
 public:
  // Faults (User): the file is of another kernel than `kernel`, has no _stext, or is no System.map.
  static Result<Symbols> parse(const SymbolFile& file, std::string_view kernel);

  // The function a return address lies in; empty outside the kernel's text. A call may be the last
  // instruction of a function that never goes on, so the byte before the address is what counts.
  // Compiler suffixes (".isra.0", ".cold") are cut off.
  std::string_view function(std::uint64_t return_offset) const;

 private:
  struct Symbol {
    std::uint64_t offset;
    std::uint32_t name, length;  // in names_
  };
  std::vector<Symbol> symbols_;  // by offset, one for each
  std::string names_;
  std::uint64_t size_ = 0;  // of the text
};

}  // namespace folioscope::derive
