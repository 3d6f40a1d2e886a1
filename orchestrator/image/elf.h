// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at the bytes of a program: can it run in a guest that has no libraries?
#pragma once

#include <string_view>

namespace folioscope::image {

enum class Linkage {
  NotElf,   // not a whole 64-bit x86 ELF executable
  Dynamic,  // asks for a program interpreter
  Static,   // runs on its own
};

// Bounded by `bytes` whatever the headers in it say.
Linkage linkage(std::string_view bytes);

}  // namespace folioscope::image
