// SPDX-License-Identifier: GPL-3.0-or-later
#include "fleet/processes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace folioscope::fleet {
namespace {

namespace fs = std::filesystem;

std::vector<pid_t> numbers_in(const fs::path& directory) {
  std::vector<pid_t> pids;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    pid_t pid = 0;
    const auto [rest, failure] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (failure == std::errc{} && rest == name.data() + name.size()) pids.push_back(pid);
  }
  return pids;
}

}  // namespace

// "PID (COMM) STATE PPID ..."; COMM may hold anything, so its end is the last ')'.
std::optional<std::uint64_t> start_time_in(std::string_view stat) {
  constexpr int kFieldsBefore = 19;  // proc(5): STATE is the 3rd field, starttime the 22nd
  const std::size_t close = stat.rfind(')');
  if (close == stat.npos) return std::nullopt;
  stat.remove_prefix(close + 1);
  for (int i = 0; i <= kFieldsBefore; ++i) {
    const std::size_t begin = stat.find_first_not_of(' ');
    if (begin == stat.npos) return std::nullopt;
    stat.remove_prefix(begin);
    if (i < kFieldsBefore) stat.remove_prefix(std::min(stat.find(' '), stat.size()));
  }
  std::uint64_t ticks = 0;
  const auto [end, error] = std::from_chars(stat.data(), stat.data() + stat.size(), ticks);
  return error == std::errc{} && end != stat.data() + stat.size() && *end == ' '
             ? std::optional(ticks)
             : std::nullopt;
}

std::vector<pid_t> all_processes() { return numbers_in("/proc"); }

std::vector<pid_t> threads_of(pid_t process) {
  return numbers_in(fmt::format("/proc/{}/task", process));
}

std::set<pid_t> children_of_this_thread() {
  std::set<pid_t> children;
  std::ifstream list(fmt::format("/proc/self/task/{}/children", ::gettid()));
  for (pid_t child = 0; list >> child;) children.insert(child);
  return children;
}

}  // namespace folioscope::fleet
