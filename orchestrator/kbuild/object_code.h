// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of an object file that is not yet linked, such as the kernel's vmlinux.o. There a
// relocation says of every address in the code whose it is, so that a function which only moved, or
// which refers to what moved, is told from one that changed ("System V ABI, AMD64 supplement",
// section 4.4). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kbuild/functions.h"

namespace folioscope::kbuild {

// By name, aliases once. Fault (Bug): as elf_sections(), or the file is linked: its addresses are
// numbers like any other. `name` is for the message.
Result<std::vector<Function>> functions_of(std::string_view elf, const std::string& name);

}  // namespace folioscope::kbuild
