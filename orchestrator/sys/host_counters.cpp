// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/host_counters.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "base/pressure.h"
#include "sys/files.h"

namespace folioscope::sys {

HostCounters parse_stat(std::string_view text, long ticks_per_second) {
  // "cpu  USER NICE SYSTEM IDLE IOWAIT IRQ SOFTIRQ STEAL GUEST GUEST_NICE": guest time is in user.
  constexpr int kSteal = 7;
  HostCounters counters;
  if (!text.starts_with("cpu ") || ticks_per_second <= 0) return counters;
  std::string_view line = text.substr(0, text.find('\n'));
  line.remove_prefix(4);
  for (int field = 0; field <= kSteal; ++field) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    std::int64_t ticks = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), ticks);
    if (error != std::errc{}) return counters;
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    const std::chrono::milliseconds time(ticks * 1000 / ticks_per_second);
    counters.cpu_time += time;
    if (field == kSteal) counters.steal = time;
  }
  return counters;
}

HostCounters read_host_counters() {
  HostCounters counters = parse_stat(read_or_empty("/proc/stat"), ::sysconf(_SC_CLK_TCK));
  counters.cpu_pressure = pressure_total(read_or_empty("/proc/pressure/cpu"), "some");
  counters.memory_pressure = pressure_total(read_or_empty("/proc/pressure/memory"), "some");
  counters.io_pressure = pressure_total(read_or_empty("/proc/pressure/io"), "some");
  return counters;
}

}  // namespace folioscope::sys
