// SPDX-License-Identifier: GPL-3.0-or-later
// What this host could not give to those who wanted it, as counters that only grow: two readings
// say what happened between them. Text parsers are pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace folioscope::sys {

struct HostCounters {
  // Of all CPUs together, from /proc/stat: everything, and what a hypervisor below us took.
  std::chrono::milliseconds cpu_time{0}, steal{0};
  // Time in which some task waited for the resource, from /proc/pressure; empty on a kernel without
  // pressure stall information.
  std::optional<std::chrono::microseconds> cpu_pressure, memory_pressure, io_pressure;

  bool operator==(const HostCounters&) const = default;
};

HostCounters read_host_counters();

// The first line of /proc/stat into cpu_time and steal; `ticks_per_second` is sysconf(_SC_CLK_TCK).
HostCounters parse_stat(std::string_view text, long ticks_per_second);

}  // namespace folioscope::sys
