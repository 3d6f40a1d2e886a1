// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the bytes of a program or library: can it run in a guest, and what does it ask for
// there?
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace folioscope::image {

enum class Linkage {
  NotElf,   // not a whole 64-bit x86 ELF executable
  Dynamic,  // asks for a program interpreter
  Static,   // runs on its own
};

// Bounded by `bytes` whatever the headers in it say.
Linkage linkage(std::string_view bytes);

// What the loader would read of a program or library (System V ABI, chapter 5, dynamic linking).
struct DynamicNeeds {
  std::string interpreter;          // PT_INTERP; empty for libraries and static programs
  std::vector<std::string> needed;  // DT_NEEDED, in their order
  std::vector<std::string> search;  // directories of DT_RUNPATH, else DT_RPATH; $ORIGIN as written
};
// Nothing for what is no whole ELF file of this machine. Bounded as above.
DynamicNeeds dynamic_needs(std::string_view bytes);

// The file asking for another program interpreter. Nothing where it asks for none, or for one whose
// path is shorter: the new one stands in the same bytes.
std::optional<std::string> with_interpreter(std::string bytes, std::string_view path);

// "aarch64", "32-bit x86" ...: of an ELF file that Linkage calls NotElf; empty where it is none.
std::string foreign_machine(std::string_view bytes);

}  // namespace folioscope::image
