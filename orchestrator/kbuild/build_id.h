// SPDX-License-Identifier: GPL-3.0-or-later
// The build id of a kernel: what the linker computed over it, the same in vmlinux and in the
// /sys/kernel/notes of a guest that booted it. Tells whether symbols belong to a guest's kernel.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace folioscope::kbuild {

// Of a sequence of ELF notes, in hexadecimal; empty when none of them is a build id. The notes come
// from a guest: any bytes are allowed.
std::string build_id_of_notes(std::string_view notes);

// Fault (Bug): not an ELF file, or one without a build id.
Result<std::string> build_id_of_elf(std::string_view elf, const std::string& name);

}  // namespace folioscope::kbuild
