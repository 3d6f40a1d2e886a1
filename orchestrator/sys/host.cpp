// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/host.h"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "sys/cgroup.h"
#include "sys/files.h"

namespace folioscope::sys {
namespace {

int allowed_cpus() {
  // The mask must be as large as the kernel's, which is not known beforehand: grow until it fits.
  for (int size = 1024; size <= 1 << 20; size *= 2) {
    cpu_set_t* const set = CPU_ALLOC(size);
    const std::size_t bytes = CPU_ALLOC_SIZE(size);
    const bool fits = sched_getaffinity(0, bytes, set) == 0;
    const int count = fits ? CPU_COUNT_S(bytes, set) : 0;
    CPU_FREE(set);
    if (fits) return std::max(count, 1);
  }
  return std::max(static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN)), 1);
}

// What follows the colon of the first line that starts with `key`; empty when there is none.
std::string_view colon_value(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = line.find(':');
    if (line.starts_with(key) && colon != std::string_view::npos) {
      const std::size_t start = line.find_first_not_of(" \t", colon + 1);
      return start == std::string_view::npos ? std::string_view() : line.substr(start);
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return {};
}

Bytes meminfo(std::string_view text, std::string_view key) {
  const std::string_view value = colon_value(text, key);
  std::uint64_t count = 0;
  std::from_chars(value.data(), value.data() + value.size(), count);
  return kib(count);
}

}  // namespace

Host measure_host() {
  const std::string memory = read_or_empty("/proc/meminfo");
  const std::string cpus = read_or_empty("/proc/cpuinfo");
  const CgroupLimits limits =
      read_cgroup_limits(read_or_empty("/proc/self/cgroup"), "/sys/fs/cgroup");
  Host host;
  host.cores = allowed_cpus();
  if (limits.cores)  // a quota of 1.5 cores can keep two busy for most of the time
    host.cores = std::clamp(static_cast<int>(std::ceil(*limits.cores)), 1, host.cores);
  host.memory = meminfo(memory, "MemTotal");
  host.memory_free = meminfo(memory, "MemAvailable");
  if (limits.memory) host.memory = std::min(host.memory, *limits.memory);
  if (limits.memory_free) host.memory_free = std::min(host.memory_free, *limits.memory_free);
  host.cpu_model = colon_value(cpus, "model name");
  return host;
}

double load_average() {
  double load = 0;
  return getloadavg(&load, 1) == 1 ? load : 0;
}

HostTime now() {
  using std::chrono::nanoseconds, std::chrono::steady_clock, std::chrono::system_clock;
  static const auto began = system_clock::now().time_since_epoch();
  static const auto zero = steady_clock::now();
  return {std::chrono::duration_cast<nanoseconds>(began + (steady_clock::now() - zero)).count()};
}

TimeScale time_scale(double natural) {
  const char* text = std::getenv("FOLIOSCOPE_TIME_SCALE");
  if (text == nullptr) return TimeScale(natural);
  const std::string_view value = text;
  double factor = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), factor);
  const bool usable = error == std::errc() && end == value.data() + value.size() && factor > 0;
  return TimeScale(usable ? factor : natural);
}

}  // namespace folioscope::sys
