// SPDX-License-Identifier: GPL-3.0-or-later
#include "sys/cgroup.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "sys/files.h"

namespace folioscope::sys {
namespace fs = std::filesystem;
namespace {

// v1 writes "no limit" as the largest multiple of the page size; nothing real is beyond 2^60.
constexpr std::uint64_t kNoLimit = std::uint64_t{1} << 60;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> number_in(const fs::path& file) {
  const auto text = read_file(file);
  return text.ok() ? number(*text) : std::nullopt;
}

// "name value" lines, as memory.stat has them.
std::uint64_t stat_value(const fs::path& file, std::string_view name) {
  const auto text = read_file(file);
  if (!text.ok()) return 0;
  for (const std::string_view line : split(*text, '\n')) {
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos && line.substr(0, space) == name)
      return number(line.substr(space + 1)).value_or(0);
  }
  return 0;
}

template <class T>
void tighten(std::optional<T>& limit, T value) {
  limit = limit ? std::min(*limit, value) : value;
}

// cpu.max is "max 100000" or "200000 100000".
void read_cpu(const fs::path& group, CgroupLimits& limits) {
  std::optional<std::uint64_t> quota;
  std::optional<std::uint64_t> period;
  if (const auto text = read_file(group / "cpu.max"); text.ok()) {
    const std::vector<std::string_view> words = split(*text, ' ');
    quota = number(words[0]);
    period = words.size() > 1 ? number(words[1]) : std::nullopt;
  } else {
    quota = number_in(group / "cpu.cfs_quota_us");  // -1, not a number here: no quota
    period = number_in(group / "cpu.cfs_period_us");
  }
  if (quota && period && *period > 0)
    tighten(limits.cores, static_cast<double>(*quota) / static_cast<double>(*period));
}

void read_memory(const fs::path& group, CgroupLimits& limits) {
  const bool v2 = fs::exists(group / "memory.max");
  const auto limit = number_in(group / (v2 ? "memory.max" : "memory.limit_in_bytes"));
  if (!limit || *limit >= kNoLimit) return;
  tighten(limits.memory, Bytes{*limit});
  const auto used = number_in(group / (v2 ? "memory.current" : "memory.usage_in_bytes"));
  if (!used) return;
  const std::uint64_t cache =
      stat_value(group / "memory.stat", v2 ? "inactive_file" : "total_inactive_file");
  const std::uint64_t held = *used - std::min(*used, cache);
  tighten(limits.memory_free, Bytes{*limit - std::min(*limit, held)});
}

// Calls `read` for the group and each of its ancestors below `mount`. A group that is not visible
// (another cgroup namespace) leaves its visible ancestors.
template <class Read>
void walk_up(const fs::path& mount, std::string_view group, Read read) {
  for (fs::path relative = fs::path(group).relative_path();; relative = relative.parent_path()) {
    read(mount / relative);
    if (relative.empty()) return;
  }
}

}  // namespace

CgroupLimits read_cgroup_limits(std::string_view membership, const fs::path& root) {
  CgroupLimits limits;
  for (const std::string_view line : split(membership, '\n')) {  // "4:memory:/group", "0::/group"
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first == std::string_view::npos ? first : first + 1);
    if (second == std::string_view::npos) continue;  // the empty last line
    const std::string_view controllers = line.substr(first + 1, second - first - 1);
    const std::string_view group = line.substr(second + 1);
    const fs::path mount = root / controllers;  // v2 names none: the root itself
    const auto read = [&](const fs::path& directory) {
      read_cpu(directory, limits);
      read_memory(directory, limits);
    };
    walk_up(mount, group, read);
  }
  return limits;
}

}  // namespace folioscope::sys
