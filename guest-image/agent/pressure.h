// SPDX-License-Identifier: GPL-3.0-or-later
// What the guest's tasks waited for while a workload ran: pressure stall information.
#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace folioscope::agent {

// Totals since the boot, in the order of the names; empty in a kernel that does not measure them.
using Pressure = std::array<std::optional<std::chrono::microseconds>, 5>;
Pressure read_pressure(const std::filesystem::path& directory = "/proc/pressure");

// What was added in between, a line each that a workload could have written itself:
// pressure_cpu_some, pressure_memory_some, pressure_memory_full, pressure_io_some,
// pressure_io_full, in ms.
std::vector<std::string> pressure_lines(const Pressure& before, const Pressure& after);

}  // namespace folioscope::agent
