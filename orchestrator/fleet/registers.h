// SPDX-License-Identifier: GPL-3.0-or-later
// The part of QEMU's `info registers -a` that helps a kernel developer: where each vCPU is.
#pragma once

#include <string>
#include <string_view>

namespace folioscope::fleet {

// Keeps the CPU headers, the general registers, RIP with the flags, and CR0..CR4; drops segment,
// debug, FPU and vector registers. Pure.
std::string trim_registers(std::string_view text);

}  // namespace folioscope::fleet
